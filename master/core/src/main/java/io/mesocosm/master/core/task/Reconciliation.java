package io.mesocosm.master.core.task;

import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.SchedulerCall.Reconcile;
import io.mesocosm.master.core.input.SchedulerCall.TaskQuery;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers RECONCILE by the table of spec §1.6. */
public final class Reconciliation {
    private final MasterState state;
    private final Ledger ledger;
    private final Tasks tasks;

    public Reconciliation(MasterState state, Ledger ledger, Tasks tasks) {
        this.state = state;
        this.ledger = ledger;
        this.tasks = tasks;
    }

    public void reconcile(Framework framework, Reconcile call) {
        state.counters().count("messages_reconcile_tasks");
        state.outbox().accepted(call.call());
        if (call.tasks().isEmpty()) {
            ledger.tasksOfFramework(framework.id()).forEach(task -> tellKnown(framework, task));
        } else {
            call.tasks().forEach(query -> answer(framework, query));
        }
    }

    /** Answers for one task; silence means that the master cannot know yet. */
    public void answer(Framework framework, TaskQuery query) {
        Task task = state.task(new TaskKey(framework.id(), query.taskId()));
        if (task != null) {
            tellKnown(framework, task);
            return;
        }
        String agentId = query.agentId();
        if (agentId == null) {
            Task away = state.archive().unreachable(new TaskKey(framework.id(), query.taskId()));
            agentId = away == null ? null : away.agentId();
        }
        if (mayStillComeBack(agentId)) {
            return;
        }
        tellUnknown(framework, query.taskId(), agentId);
    }

    private boolean mayStillComeBack(@Nullable String agentId) {
        return agentId == null
                ? !state.recovered().isEmpty()
                : state.recovered().containsKey(agentId);
    }

    private void tellKnown(Framework framework, Task task) {
        tasks.forward(
                framework,
                MasterStatus.of(
                        task,
                        task.knownState(),
                        StatusReason.REASON_RECONCILIATION,
                        "Reconciliation: Latest task state",
                        state.now()));
    }

    private void tellUnknown(Framework framework, String taskId, @Nullable String agentId) {
        Instant unreachableSince = agentId == null ? null : state.unreachable().get(agentId);
        TaskState aware;
        String message;
        if (agentId != null && state.agent(agentId) != null) {
            aware = TaskState.TASK_GONE;
            message = "Reconciliation: Task is unknown to the agent";
        } else if (unreachableSince != null) {
            aware = TaskState.TASK_UNREACHABLE;
            message = "Reconciliation: Task is unreachable";
        } else if (agentId != null && state.gone().containsKey(agentId)) {
            aware = TaskState.TASK_GONE_BY_OPERATOR;
            message = "Reconciliation: Task is gone";
        } else {
            aware = TaskState.TASK_UNKNOWN;
            message = "Reconciliation: Task is unknown";
        }
        tasks.forward(
                framework,
                MasterStatus.aboutUnknown(
                        taskId,
                        framework.partitionAware() ? aware : TaskState.TASK_LOST,
                        StatusReason.REASON_RECONCILIATION,
                        message,
                        new MasterStatus.Where(agentId, null, state.now(), unreachableSince)));
    }
}
