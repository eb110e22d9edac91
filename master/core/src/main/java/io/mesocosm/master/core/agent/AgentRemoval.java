package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.MasterStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.master.core.task.Tasks;
import java.time.Instant;

/**
 * Takes an agent out of the admitted ones: offers rescinded, tasks told lost or away, executors
 * gone, FAILURE to every connected framework (spec §8).
 */
public final class AgentRemoval {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final Tasks tasks;

    public AgentRemoval(
            MasterState state, Ledger ledger, Offers offers, Allocation allocation, Tasks tasks) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.tasks = tasks;
    }

    /** How an agent goes, and hence what becomes of its tasks. */
    public sealed interface Cause {
        /** It cannot be reached and may come back with its tasks. */
        record Unreachable(String message, Instant since) implements Cause {}

        /** It left or another took its place: its tasks went with it. */
        record Removed(String message) implements Cause {}

        /** An operator says that it never comes back. */
        record Gone(String message) implements Cause {}
    }

    void remove(Agent agent, Cause cause) {
        offers.rescindOfAgent(agent.id());
        allocation.deactivateAgent(agent.id());
        ledger.tasksOfAgent(agent.id()).forEach(task -> end(task, cause));
        ledger.executorsOfAgent(agent.id()).forEach(tasks::removeExecutor);
        allocation.removeAgent(agent.id());
        LinkHandle link = agent.link();
        if (link != null) {
            state.links().remove(link);
            state.outbox().closeLink(link);
        }
        ledger.remove(agent);
        announce(agent.id());
        state.outbox().publish(new OperatorEvent.AgentRemoved(agent.id()));
    }

    /** FAILURE without an executor to every connected framework. */
    void announce(String agentId) {
        for (Framework framework : state.frameworks()) {
            if (framework.connected()) {
                state.outbox().event(framework, new SchedulerEvent.Failure(agentId, null, null));
            }
        }
    }

    /** A task that ended already keeps its end: the agent tells it again should it come back. */
    private void end(Task task, Cause cause) {
        if (task.state().isTerminal()) {
            tasks.complete(task);
            return;
        }
        Framework framework = state.framework(task.frameworkId());
        boolean aware = framework != null && framework.partitionAware();
        TaskStatus status = status(task, cause, aware);
        Task ended = tasks.apply(task, status, null);
        if (cause instanceof Cause.Unreachable) {
            tasks.makeUnreachable(ended);
        } else {
            tasks.complete(ended);
        }
        if (framework != null) {
            tasks.forward(framework, status);
        }
    }

    /** An agent that was away is gone: what went away with it will not be back (spec §3). */
    void giveUp(String agentId, Cause.Gone cause) {
        for (Task task : state.archive().unreachableOn(agentId)) {
            Framework framework = state.framework(task.frameworkId());
            if (framework != null) {
                TaskStatus status = status(task, cause, framework.partitionAware());
                tasks.completeUnreachable(task, status);
                tasks.forward(framework, status);
            }
        }
    }

    private TaskStatus status(Task task, Cause cause, boolean aware) {
        Instant now = state.now();
        return switch (cause) {
            case Cause.Unreachable away ->
                    MasterStatus.of(
                                    task,
                                    aware ? TaskState.TASK_UNREACHABLE : TaskState.TASK_LOST,
                                    StatusReason.REASON_AGENT_REMOVED,
                                    away.message(),
                                    now)
                            .withUnreachableTime(away.since());
            case Cause.Removed left ->
                    MasterStatus.of(
                            task,
                            aware ? TaskState.TASK_GONE : TaskState.TASK_LOST,
                            StatusReason.REASON_AGENT_REMOVED,
                            left.message(),
                            now);
            case Cause.Gone gone ->
                    MasterStatus.of(
                            task,
                            aware ? TaskState.TASK_GONE_BY_OPERATOR : TaskState.TASK_LOST,
                            aware
                                    ? StatusReason.REASON_AGENT_REMOVED_BY_OPERATOR
                                    : StatusReason.REASON_AGENT_REMOVED,
                            gone.message(),
                            now);
        };
    }
}
