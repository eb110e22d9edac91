package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.Limitation;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;

/**
 * What the end of a container, or of its launch, means for its tasks (spec sections 7.4 and 0.5, 7
 * to 10).
 */
final class Ends {
    private static final int NO_STATUS = -1;

    private final Turn turn;
    private final Updates updates;
    private final Kills kills;
    private final Executors executors;

    Ends(Turn turn, Updates updates, Kills kills, Executors executors) {
        this.turn = turn;
        this.updates = updates;
        this.kills = kills;
        this.executors = executors;
    }

    void exited(ContainerId container, Termination termination) {
        Executor executor = turn.ledger.executorOf(container);
        if (executor == null || !executor.isAlive()) {
            turn.emit(new Effect.ReleaseContainer(container));
            return;
        }
        if (container.parent() == null) {
            executorEnded(executor, termination);
            return;
        }
        Task task = Launches.nested(executor, container);
        if (task != null && task.isLive()) {
            taskEnded(executor, task, termination);
        }
        turn.emit(new Effect.ReleaseContainer(container));
    }

    private void taskEnded(Executor executor, Task task, Termination termination) {
        end(task, termination);
        executors.adjust(executor);
        if (task.state != TaskState.FINISHED) {
            kills.killGroup(executor, task);
        } else {
            kills.endIfIdle(executor);
        }
    }

    /** The exit of a task's own container, as the built-in executors report it. */
    private void end(Task task, Termination termination) {
        Limitation limitation = termination.limitation();
        String message = "Command " + termination.describe();
        if (limitation != null) {
            limited(task, limitation);
        } else if (task.kill != null
                && task.kill.cause == KillCause.COMPLETION_TIME
                && !termination.succeeded()) {
            updates.report(
                    task,
                    TaskState.FAILED,
                    Updates.Why.executor(Reason.MAX_COMPLETION_TIME_REACHED, message));
        } else if (termination.succeeded()) {
            updates.report(task, TaskState.FINISHED, Updates.Why.executor(null, message));
        } else if (task.kill != null) {
            updates.report(task, TaskState.KILLED, Updates.Why.executor(null, message));
        } else if (termination.waitStatus() == null) {
            updates.report(
                    task, TaskState.FAILED, Updates.Why.agent(Reason.EXECUTOR_TERMINATED, message));
        } else {
            updates.report(task, TaskState.FAILED, Updates.Why.executor(null, message));
        }
    }

    private void limited(Task task, Limitation limitation) {
        Status status =
                updates.status(
                        task,
                        TaskState.FAILED,
                        Updates.Why.agent(limitation.reason(), limitation.message()));
        updates.forward(task.spec.key(), task.executorId, limitedBy(status, limitation));
    }

    private static Status limitedBy(Status status, Limitation limitation) {
        return new Status(
                status.uuid(),
                status.state(),
                status.source(),
                status.reason(),
                status.message(),
                status.timestamp(),
                status.healthy(),
                status.check(),
                status.container(),
                limitation,
                status.original());
    }

    private void executorEnded(Executor executor, Termination termination) {
        boolean idle = executor.liveTasks().isEmpty();
        if (executor.spec.kind() == ExecutorKind.COMMAND) {
            executor.liveTasks().forEach(task -> end(task, termination));
        } else {
            announce(executor, termination, idle);
            for (Task task : executor.liveTasks()) {
                orphaned(executor, task, termination);
            }
        }
        over(executor);
    }

    /**
     * FAILURE reaches the framework before the statuses do; a default executor that ends by itself
     * has status 0.
     */
    private void announce(Executor executor, Termination termination, boolean idle) {
        Integer recorded = termination.waitStatus();
        int status = recorded == null ? NO_STATUS : recorded;
        if (idle && executor.spec.kind() == ExecutorKind.DEFAULT) {
            status = 0;
        }
        if (turn.connected && !turn.ledger.frameworkOf(executor).terminating) {
            turn.emit(new Effect.SendExecutorExited(executor.spec.key(), status));
        }
    }

    private void orphaned(Executor executor, Task task, Termination termination) {
        Limitation limitation = termination.limitation();
        Executor.Verdict verdict = executor.verdict;
        if (limitation != null) {
            limited(task, limitation);
        } else if (verdict != null) {
            updates.report(
                    task, TaskState.FAILED, Updates.Why.agent(verdict.reason(), verdict.message()));
        } else if (task.kill != null && executor.spec.kind() == ExecutorKind.DEFAULT) {
            updates.report(
                    task,
                    TaskState.KILLED,
                    Updates.Why.executor(null, "Container of the executor ended"));
        } else {
            updates.report(
                    task,
                    TaskState.FAILED,
                    Updates.Why.agent(
                            Reason.EXECUTOR_TERMINATED, "Executor " + termination.describe()));
        }
    }

    private void over(Executor executor) {
        turn.count("slave/executors_terminated");
        if (executor.connection != Executor.NO_CONNECTION) {
            turn.emit(new Effect.CloseExecutor(executor.spec.key(), executor.connection));
        }
        turn.record(new Entry.ExecutorEnded(executor.spec.key(), executor.container, turn.now()));
        turn.emit(new Effect.ReleaseContainer(executor.container));
        updates.completeIfDone(executor);
    }

    /** The machine was restarted: whatever ran is gone, and what had not started was dropped. */
    void rebooted(Executor executor) {
        for (Task task : executor.liveTasks()) {
            updates.report(
                    task,
                    task.state == TaskState.STAGING
                            ? updates.lostState(executor)
                            : updates.goneState(executor),
                    Updates.Why.agent(Reason.AGENT_RESTARTED, "The agent's machine was restarted"));
        }
        over(executor);
    }

    void launchFailed(ContainerId container, LaunchFailure failure, String message) {
        Executor executor = turn.ledger.executorOf(container);
        if (executor == null || !executor.isAlive()) {
            turn.emit(new Effect.ReleaseContainer(container));
            return;
        }
        if (container.parent() != null) {
            nestedFailed(executor, container, failure, message);
            return;
        }
        turn.count("slave/container_launch_errors");
        if (executor.spec.kind() != ExecutorKind.COMMAND) {
            announce(
                    executor, new Termination(null, null, message), executor.liveTasks().isEmpty());
        }
        for (Task task : executor.liveTasks()) {
            fail(executor, task, failure, message);
        }
        executor.phase = ExecutorPhase.TERMINATING;
        over(executor);
    }

    private void nestedFailed(
            Executor executor, ContainerId container, LaunchFailure failure, String message) {
        Task task = Launches.nested(executor, container);
        if (task != null && task.isLive()) {
            fail(executor, task, failure, message);
            executors.adjust(executor);
            kills.killGroup(executor, task);
        }
        turn.emit(new Effect.ReleaseContainer(container));
    }

    private void fail(Executor executor, Task task, LaunchFailure failure, String message) {
        switch (failure) {
            case LAUNCH ->
                    updates.report(
                            task,
                            TaskState.FAILED,
                            new Updates.Why(Source.AGENT, Reason.CONTAINER_LAUNCH_FAILED, message));
            case USER ->
                    updates.report(
                            task,
                            updates.lostState(executor),
                            new Updates.Why(Source.AGENT, Reason.EXECUTOR_TERMINATED, message));
        }
    }
}
