package io.mesocosm.master.core;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferFiltersSpec;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.resources.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Valid things to start from. */
public final class Samples {
    private Samples() {}

    public static FrameworkSpec framework() {
        return new FrameworkSpec(
                null,
                "sample",
                "nobody",
                null,
                null,
                null,
                null,
                List.of("*"),
                true,
                60,
                Set.of(Capability.MULTI_ROLE, Capability.RESERVATION_REFINEMENT),
                OfferFiltersSpec.NONE,
                Payload.EMPTY);
    }

    public static FrameworkSpec capable(FrameworkSpec s, Set<Capability> capabilities) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                s.user(),
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                s.role(),
                s.roles(),
                s.checkpoint(),
                s.failoverTimeout(),
                capabilities,
                s.offerFilters(),
                s.info());
    }

    public static FrameworkSpec filtered(FrameworkSpec s, OfferFiltersSpec filters) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                s.user(),
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                s.role(),
                s.roles(),
                s.checkpoint(),
                s.failoverTimeout(),
                s.capabilities(),
                filters,
                s.info());
    }

    public static FrameworkSpec inRoles(FrameworkSpec s, String... roles) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                s.user(),
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                s.role(),
                List.of(roles),
                s.checkpoint(),
                s.failoverTimeout(),
                s.capabilities(),
                s.offerFilters(),
                s.info());
    }

    public static FrameworkSpec inOldRole(FrameworkSpec s, String role) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                s.user(),
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                role,
                List.of(),
                s.checkpoint(),
                s.failoverTimeout(),
                Set.of(),
                s.offerFilters(),
                s.info());
    }

    public static FrameworkSpec checkpointing(FrameworkSpec s, boolean checkpoint, double timeout) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                s.user(),
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                s.role(),
                s.roles(),
                checkpoint,
                timeout,
                s.capabilities(),
                s.offerFilters(),
                s.info());
    }

    public static FrameworkSpec user(FrameworkSpec s, String user) {
        return new FrameworkSpec(
                s.id(),
                s.name(),
                user,
                s.principal(),
                s.hostname(),
                s.webuiUrl(),
                s.role(),
                s.roles(),
                s.checkpoint(),
                s.failoverTimeout(),
                s.capabilities(),
                s.offerFilters(),
                s.info());
    }

    public static AgentSpec agent(String resources, String address) {
        return new AgentSpec(
                "host-" + address,
                address,
                "1.11.0",
                Resources.parse(resources),
                List.of(),
                Set.of(
                        "MULTI_ROLE",
                        "HIERARCHICAL_ROLE",
                        "RESERVATION_REFINEMENT",
                        "TASK_RESOURCE_LIMITS"),
                null,
                null,
                Payload.EMPTY);
    }

    /** A command task. */
    public static TaskSpec task(String id, String agentId, String resources) {
        return new TaskSpec(
                id,
                "task " + id,
                agentId,
                Resources.parse(resources),
                null,
                true,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                List.of(),
                Payload.of(id.getBytes(StandardCharsets.UTF_8)));
    }

    /** A task with a custom executor. */
    public static TaskSpec task(
            String id, String agentId, String resources, ExecutorSpec executor) {
        return new TaskSpec(
                id,
                "task " + id,
                agentId,
                Resources.parse(resources),
                null,
                false,
                null,
                executor,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                List.of(),
                Payload.of(id.getBytes(StandardCharsets.UTF_8)));
    }

    public static ExecutorSpec executor(String id, ExecutorSpec.Type type, String resources) {
        return new ExecutorSpec(
                id,
                type,
                null,
                "",
                type != ExecutorSpec.Type.DEFAULT,
                null,
                null,
                Resources.parse(resources),
                null,
                null,
                List.of(),
                Payload.of((id + type + resources).getBytes(StandardCharsets.UTF_8)));
    }

    public static AgentSpec version(AgentSpec s, String version) {
        return new AgentSpec(
                s.hostname(),
                s.address(),
                version,
                s.total(),
                s.attributes(),
                s.capabilities(),
                s.region(),
                s.zone(),
                s.info());
    }
}
