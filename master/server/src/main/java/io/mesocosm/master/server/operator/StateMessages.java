package io.mesocosm.master.server.operator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.master.server.outgoing.Frameworks;
import io.mesocosm.master.server.outgoing.Offers;
import io.mesocosm.master.server.outgoing.Tasks;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.master.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What GET_STATE and its parts say of a snapshot (spec §3). */
final class StateMessages {
    private final Snapshot snapshot;
    private final Supplier<List<RoleView>> roles;

    /**
     * @param snapshot what is told of
     * @param roles those that are told of
     */
    StateMessages(Snapshot snapshot, Supplier<List<RoleView>> roles) {
        this.snapshot = requireNonNull(snapshot, "snapshot");
        this.roles = requireNonNull(roles, "roles");
    }

    Response.GetState state() {
        return Response.GetState.newBuilder()
                .setGetTasks(tasks())
                .setGetExecutors(executors())
                .setGetFrameworks(frameworks())
                .setGetAgents(agents())
                .build();
    }

    Response.GetTasks tasks() {
        Response.GetTasks.Builder message = Response.GetTasks.newBuilder();
        snapshot.tasks().forEach(task -> message.addTasks(Tasks.message(task)));
        snapshot.unreachableTasks()
                .forEach(task -> message.addUnreachableTasks(Tasks.message(task)));
        snapshot.completedTasks().forEach(task -> message.addCompletedTasks(Tasks.message(task)));
        return message.build();
    }

    Response.GetExecutors executors() {
        Response.GetExecutors.Builder message = Response.GetExecutors.newBuilder();
        for (Executor executor : snapshot.executors()) {
            message.addExecutorsBuilder()
                    .setExecutorInfo(info(executor))
                    .getAgentIdBuilder()
                    .setValue(executor.agentId());
        }
        return message.build();
    }

    /** As the agent has it: with the framework's id and the role of its resources. */
    private static ExecutorInfo info(Executor executor) {
        ExecutorInfo.Builder info =
                Encoded.read(executor.spec().info(), ExecutorInfo.parser()).toBuilder();
        info.getFrameworkIdBuilder().setValue(executor.frameworkId());
        info.getResourcesBuilderList()
                .forEach(r -> r.getAllocationInfoBuilder().setRole(executor.role()));
        return info.build();
    }

    Response.GetAgents agents() {
        Response.GetAgents.Builder message = Response.GetAgents.newBuilder();
        snapshot.agents().forEach(agent -> message.addAgents(Agents.described(agent)));
        snapshot.recoveredAgents()
                .forEach((id, spec) -> message.addRecoveredAgents(Agents.info(id, spec)));
        return message.build();
    }

    Response.GetFrameworks frameworks() {
        Map<String, List<Offer>> offers = offersByFramework();
        Response.GetFrameworks.Builder message = Response.GetFrameworks.newBuilder();
        for (Framework framework : snapshot.frameworks()) {
            message.addFrameworks(
                    Frameworks.described(framework)
                            .addAllOffers(offers.getOrDefault(framework.id(), List.of())));
        }
        snapshot.completedFrameworks()
                .forEach(f -> message.addCompletedFrameworks(Frameworks.described(f)));
        return message.build();
    }

    private Map<String, List<Offer>> offersByFramework() {
        Map<String, Agent> agents = new HashMap<>();
        snapshot.agents().forEach(agent -> agents.put(agent.id(), agent));
        Map<String, List<Offer>> offers = new HashMap<>();
        snapshot.offers()
                .forEach(
                        offer ->
                                offers.computeIfAbsent(offer.frameworkId(), _ -> new ArrayList<>())
                                        .add(
                                                Offers.message(
                                                                offer,
                                                                requireNonNull(
                                                                        agents.get(
                                                                                offer.agentId())),
                                                                true,
                                                                ResourceFormat.POST_REFINEMENT)
                                                        .build()));
        return offers;
    }

    Response.GetRoles roles() {
        Response.GetRoles.Builder message = Response.GetRoles.newBuilder();
        roles.get()
                .forEach(
                        role -> {
                            var one =
                                    message.addRolesBuilder()
                                            .setName(role.name())
                                            .setWeight(role.weight())
                                            .addAllResources(
                                                    ResourceMessages.write(
                                                            role.allocated().plus(role.offered()),
                                                            ResourceFormat.POST_REFINEMENT));
                            role.frameworks()
                                    .forEach(id -> one.addFrameworksBuilder().setValue(id));
                        });
        return message.build();
    }
}
