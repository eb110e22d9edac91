package io.mesocosm.master.core.snapshot;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The master's state as it was at the end of a batch; immutable, read by any thread. {@code tasks}
 * are the live ones and those whose terminal update is unacknowledged; {@code completedTasks} are
 * of live and completed frameworks; {@code recoveredAgents} are admitted ones that have not come
 * back since the start; {@code deactivatedAgents} may be here or away; {@code streams} are the open
 * scheduler streams.
 */
public record Snapshot(
        Pages<Framework> frameworks,
        List<Framework> completedFrameworks,
        Pages<Agent> agents,
        Map<String, AgentSpec> recoveredAgents,
        Map<String, Instant> unreachableAgents,
        Map<String, Instant> goneAgents,
        Map<String, Deactivation> deactivatedAgents,
        Pages<Task> tasks,
        Pages<Task> unreachableTasks,
        Pages<Task> completedTasks,
        Pages<Executor> executors,
        Pages<Offer> offers,
        Map<String, Double> weights,
        Map<String, QuotaSpec> quotas,
        Map<String, StreamHandle> streams,
        Counters counters,
        Instant at) {

    /** Every role the master knows of, ancestors included, in the order of their names (§5.4). */
    public List<RoleView> roles() {
        return RoleView.of(this);
    }
}
