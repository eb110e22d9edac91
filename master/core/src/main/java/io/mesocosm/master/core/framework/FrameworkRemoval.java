package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.MasterStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.Tasks;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The end of a framework, by TEARDOWN or failover timeout: its tasks are recorded as killed, its
 * agents told to shut it down, its id never used again (spec §1.1).
 */
public final class FrameworkRemoval {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final Tasks tasks;

    public FrameworkRemoval(
            MasterState state, Ledger ledger, Offers offers, Allocation allocation, Tasks tasks) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.tasks = tasks;
    }

    public void remove(Framework framework) {
        String id = framework.id();
        allocation.deactivateFramework(id);
        offers.discardOfFramework(id);
        tellAgents(id);
        ledger.tasksOfFramework(id).forEach(this::kill);
        for (TaskKey key : state.archive().unreachableOf(id)) {
            Task away = state.archive().removeUnreachable(key);
            if (away != null) {
                state.archive().complete(away);
            }
        }
        ledger.executorsOfFramework(id).forEach(tasks::removeExecutor);
        StreamHandle stream = framework.stream();
        if (stream != null) {
            state.streams().remove(stream);
            state.outbox().closeStream(stream);
        }
        allocation.removeFramework(id);
        Framework completed = state.frameworks().require(id).unregisteredAt(state.now());
        state.frameworks().remove(id);
        keep(completed);
        state.outbox().info("framework=" + id + " removed");
        state.outbox().publish(new OperatorEvent.FrameworkRemoved(completed));
    }

    private void tellAgents(String id) {
        Set<String> agents = new LinkedHashSet<>();
        ledger.tasksOfFramework(id).stream().map(Task::agentId).forEach(agents::add);
        ledger.executorsOfFramework(id).stream().map(Executor::agentId).forEach(agents::add);
        for (String agentId : agents) {
            Agent agent = state.agent(agentId);
            if (agent != null) {
                state.outbox().command(agent, new AgentCommand.ShutdownFramework(id));
            }
        }
    }

    private void kill(Task task) {
        Task killed = task;
        if (!task.state().isTerminal()) {
            killed =
                    tasks.apply(
                            task,
                            MasterStatus.of(
                                    task,
                                    TaskState.TASK_KILLED,
                                    StatusReason.REASON_FRAMEWORK_REMOVED,
                                    "Framework " + task.frameworkId() + " removed",
                                    state.now()),
                            null);
        }
        tasks.complete(killed);
    }

    private void keep(Framework completed) {
        Deque<Framework> kept = state.completedFrameworks();
        kept.addLast(completed);
        while (kept.size() > state.config().maxCompletedFrameworks()) {
            String forgotten = kept.removeFirst().id();
            state.archive().forget(forgotten);
            state.counters().forget(forgotten);
        }
    }
}
