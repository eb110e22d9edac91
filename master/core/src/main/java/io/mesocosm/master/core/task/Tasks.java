package io.mesocosm.master.core.task;

import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.state.Outbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds tasks, moves them through their life and lays them to rest (spec §7.4). */
public final class Tasks {
    private final MasterState state;
    private final Ledger ledger;
    private final Allocation allocation;

    public Tasks(MasterState state, Ledger ledger, Allocation allocation) {
        this.state = state;
        this.ledger = ledger;
        this.allocation = allocation;
    }

    /** A task that was launched now, or that a returning agent holds. */
    public void add(Task task) {
        ledger.add(task);
        state.outbox().publish(new OperatorEvent.TaskAdded(task));
    }

    /**
     * Takes a status in: {@code latest} is the newest state known, which may be ahead of the
     * status. Resources come free when the task ends.
     */
    public Task apply(Task task, TaskStatus status, @Nullable TaskState latest) {
        TaskState newState =
                TaskTransitions.after(task.state(), latest != null ? latest : status.state());
        boolean ended = !task.state().isTerminal() && newState.isTerminal();
        Task updated = task.withState(newState).withStatuses(appended(task.statuses(), status));
        if (status.uuid() != null) {
            updated = updated.withForwarded(status.state(), status.uuid());
        }
        ledger.replace(task, updated);
        if (ended) {
            allocation.recover(task.frameworkId(), task.agentId(), task.resources(), null);
            countEnd(updated, status);
        }
        if (newState != task.state() || !sameEvidence(task, status)) {
            state.outbox().publish(new OperatorEvent.TaskUpdated(updated, status, newState));
        }
        return updated;
    }

    /** The last of a run of statuses with one state stands for all (as in Mesos). */
    private static List<KeptStatus> appended(List<KeptStatus> statuses, TaskStatus status) {
        List<KeptStatus> result = new ArrayList<>(statuses);
        if (!result.isEmpty() && result.getLast().state() == status.state()) {
            result.removeLast();
        }
        result.add(status.kept());
        return List.copyOf(result);
    }

    /** A repeated status brings nothing new to subscribers; one with a new check result does. */
    private static boolean sameEvidence(Task task, TaskStatus status) {
        return status.uuid() != null && status.uuid().equals(task.forwardedUuid());
    }

    private void countEnd(Task task, TaskStatus status) {
        TaskState end = task.state();
        state.counters().count(metric(end));
        count(task.frameworkId(), end, status);
    }

    /** Counts a task that never came to be (spec §11, tasks). */
    public void countStillborn(String frameworkId, TaskStatus status) {
        state.counters().count(metric(status.state()));
        count(frameworkId, status.state(), status);
    }

    private void count(String frameworkId, TaskState end, TaskStatus status) {
        StatusReason reason = status.reason();
        state.counters().count(frameworkId, "tasks/terminal/" + Outbox.lower(end));
        if (reason != null) {
            state.counters()
                    .count(
                            Outbox.lower(end)
                                    + "/"
                                    + metricSource(status.source())
                                    + "/"
                                    + Outbox.lower(reason));
        }
    }

    private static String metric(TaskState end) {
        return "tasks_" + Outbox.lower(end).substring("task_".length());
    }

    private static String metricSource(StatusSource source) {
        return switch (source) {
            case SOURCE_MASTER -> "source_master";
            case SOURCE_AGENT -> "source_slave";
            case SOURCE_EXECUTOR -> "source_executor";
        };
    }

    /** The task leaves the live ones for the completed ones. */
    public void complete(Task task) {
        release(task);
        state.archive().complete(task);
    }

    /** The task leaves the live ones for those that may come back with their agent. */
    public void makeUnreachable(Task task) {
        release(task);
        state.archive().addUnreachable(task);
        state.counters().count(task.frameworkId(), "tasks/unreachable");
    }

    /** A task on an unreachable agent that will not be back: it ends with this status. */
    public void completeUnreachable(Task task, TaskStatus status) {
        state.archive().removeUnreachable(task.key());
        TaskState newState = TaskTransitions.after(task.state(), status.state());
        Task ended = task.withState(newState).withStatuses(appended(task.statuses(), status));
        state.archive().complete(ended);
        if (!task.state().isTerminal()) {
            countEnd(ended, status);
        }
        state.outbox().publish(new OperatorEvent.TaskUpdated(ended, status, newState));
    }

    private void release(Task task) {
        ledger.remove(task);
        if (!task.state().isTerminal()) {
            allocation.recover(task.frameworkId(), task.agentId(), task.resources(), null);
        }
    }

    /** Sends a status to a framework; whether it was connected. */
    public boolean forward(Framework framework, TaskStatus status) {
        boolean sent = state.outbox().event(framework, new SchedulerEvent.Update(status));
        if (!sent) {
            state.outbox()
                    .warn(
                            "framework="
                                    + framework.id()
                                    + " task="
                                    + status.taskId()
                                    + " status="
                                    + status.state()
                                    + " not sent: the framework is not connected");
        }
        return sent;
    }

    /** Removes an executor and frees what it held. */
    public void removeExecutor(Executor executor) {
        ledger.remove(executor);
        allocation.recover(executor.frameworkId(), executor.agentId(), executor.resources(), null);
    }

    /** Removes a task's executor if no other task of it lives. */
    void removeExecutorWithoutTasks(Task task) {
        String id = task.executorId();
        Executor executor =
                id == null
                        ? null
                        : state.executor(
                                new Executor.ExecutorKey(task.agentId(), task.frameworkId(), id));
        if (executor == null) {
            return;
        }
        boolean used =
                ledger.tasksOfAgent(task.agentId()).stream()
                        .anyMatch(
                                t ->
                                        t.frameworkId().equals(task.frameworkId())
                                                && executor.spec().id().equals(t.executorId())
                                                && !t.state().isTerminal());
        if (!used) {
            removeExecutor(executor);
        }
    }
}
