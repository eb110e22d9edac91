package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends tasks, executors and frameworks: SIGTERM, a grace period, SIGKILL (spec section 7.5). */
final class Kills {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final String BEFORE_DELIVERY = "Killed before delivery to the executor";

    private final Turn turn;
    private final Updates updates;

    Kills(Turn turn, Updates updates) {
        this.turn = turn;
        this.updates = updates;
    }

    void kill(TaskKey key, @Nullable Duration grace) {
        Task task = turn.ledger.task(key);
        if (task == null) {
            unknown(key);
            return;
        }
        if (!task.isLive()) {
            return;
        }
        Executor executor = turn.ledger.executorOf(task);
        switch (executor.spec.kind()) {
            case COMMAND -> killCommand(executor, task, grace);
            case DEFAULT -> killInGroup(executor, task, KillCause.REQUESTED, grace);
            case CUSTOM -> killCustom(executor, task, grace);
        }
    }

    private void unknown(TaskKey key) {
        Framework framework = turn.ledger.framework(key.frameworkId());
        if (framework == null
                || turn.ledger.streams.containsKey(key)
                || turn.ledger.isCompleted(key)) {
            return;
        }
        FrameworkSpec spec = framework.spec;
        updates.drop(
                spec,
                key,
                "",
                Updates.Why.agent(
                        Reason.EXECUTOR_TERMINATED, "Task to kill is unknown to the agent"));
    }

    private void killCommand(Executor executor, Task task, @Nullable Duration grace) {
        if (executor.facts == null) {
            killedDuringLaunch(task);
            destroy(executor);
        } else {
            begin(task, KillCause.REQUESTED, grace);
        }
    }

    private void killCustom(Executor executor, Task task, @Nullable Duration grace) {
        if (!task.delivered) {
            for (Task member : group(executor, task)) {
                killedDuringLaunch(member);
            }
            if (!executor.everConnected && executor.liveTasks().isEmpty()) {
                destroy(executor);
            }
            return;
        }
        if (executor.connection == Executor.NO_CONNECTION) {
            turn.record(
                    new Entry.KillBegan(
                            task.spec.key(),
                            KillCause.REQUESTED,
                            turn.now(),
                            turn.now().plus(grace(task, grace))));
        } else {
            turn.emit(
                    new Effect.SendToExecutor(
                            executor.spec.key(),
                            executor.connection,
                            new ExecutorEvent.Kill(task.spec.key().taskId(), grace)));
        }
    }

    /** Killing one task of a group kills its group; so does the failure of one. */
    void killInGroup(Executor executor, Task task, KillCause cause, @Nullable Duration grace) {
        endOne(task, cause, grace);
        killGroup(executor, task);
    }

    void killGroup(Executor executor, Task task) {
        for (Task member : group(executor, task)) {
            if (member != task && member.kill == null) {
                endOne(member, KillCause.GROUP, null);
            }
        }
        endIfIdle(executor);
    }

    private void endOne(Task task, KillCause cause, @Nullable Duration grace) {
        if (task.facts != null) {
            begin(task, cause, grace);
            return;
        }
        ContainerId container = task.container;
        if (container != null && task.delivered) {
            turn.emit(new Effect.DestroyContainer(container));
        }
        killedDuringLaunch(task);
    }

    private static List<Task> group(Executor executor, Task task) {
        String group = task.group;
        return group == null
                ? List.of(task)
                : executor.liveTasks().stream()
                        .filter(member -> group.equals(member.group))
                        .toList();
    }

    private void killedDuringLaunch(Task task) {
        updates.report(
                task,
                TaskState.KILLED,
                Updates.Why.agent(Reason.TASK_KILLED_DURING_LAUNCH, BEFORE_DELIVERY));
    }

    /** Begins the kill of a running task, or shortens one that is under way; never lengthens it. */
    void begin(Task task, KillCause cause, @Nullable Duration override) {
        Duration grace = cause == KillCause.COMPLETION_TIME ? Duration.ZERO : grace(task, override);
        Task.Kill kill = task.kill;
        if (kill != null) {
            Instant deadline = kill.since.plus(grace);
            if (deadline.isBefore(kill.deadline)) {
                turn.record(new Entry.KillBegan(task.spec.key(), kill.cause, kill.since, deadline));
                turn.alarms.set(deadline, new Alarms.Target.Escalation(task.spec.key()));
            }
            return;
        }
        Instant deadline = turn.now().plus(grace);
        turn.record(new Entry.KillBegan(task.spec.key(), cause, turn.now(), deadline));
        if (turn.ledger.frameworkOf(turn.ledger.executorOf(task)).spec.taskKilling()) {
            updates.report(task, TaskState.KILLING, Updates.Why.NOTHING);
        }
        signal(task, SIGTERM);
        turn.alarms.set(deadline, new Alarms.Target.Escalation(task.spec.key()));
    }

    /** After a restart of the agent: the signal may or may not have been sent before. */
    void resume(Task task) {
        Task.Kill kill = task.kill;
        if (kill != null) {
            signal(task, SIGTERM);
            turn.alarms.set(kill.deadline, new Alarms.Target.Escalation(task.spec.key()));
        }
    }

    void escalate(TaskKey key) {
        Task task = turn.ledger.task(key);
        if (task == null || !task.isLive() || task.kill == null) {
            return;
        }
        Task.Kill kill = task.kill;
        if (!kill.forced && !kill.deadline.isAfter(turn.now())) {
            kill.forced = true;
            signal(task, SIGKILL);
        }
    }

    private void signal(Task task, int signal) {
        ContainerId container =
                task.container == null ? turn.ledger.executorOf(task).container : task.container;
        turn.emit(new Effect.SignalContainer(container, signal));
    }

    private Duration grace(Task task, @Nullable Duration override) {
        if (override != null) {
            return override;
        }
        Duration own = task.spec.killGrace();
        return own == null ? turn.settings.killGrace() : own;
    }

    void completionTime(TaskKey key) {
        Task task = turn.ledger.task(key);
        if (task == null || !task.isLive() || task.kill != null || task.startedAt == null) {
            return;
        }
        Duration most = task.spec.maxCompletionTime();
        if (most == null || task.startedAt.plus(most).isAfter(turn.now())) {
            return;
        }
        begin(task, KillCause.COMPLETION_TIME, null);
    }

    void shutdownExecutor(Executor executor) {
        if (executor.phase == ExecutorPhase.TERMINATED
                || executor.phase == ExecutorPhase.TERMINATING) {
            return;
        }
        if (executor.facts == null) {
            destroy(executor);
        } else if (executor.spec.kind() == ExecutorKind.CUSTOM) {
            shutdownCustom(executor);
        } else {
            for (Task task : executor.liveTasks()) {
                endOne(task, KillCause.SHUTDOWN, null);
            }
            Instant deadline = turn.now();
            for (Task task : executor.liveTasks()) {
                deadline =
                        task.kill != null && task.kill.deadline.isAfter(deadline)
                                ? task.kill.deadline
                                : deadline;
            }
            beginShutdown(executor, deadline.plus(shutdownGrace(executor)));
            endIfIdle(executor);
        }
    }

    private void shutdownCustom(Executor executor) {
        if (executor.connection == Executor.NO_CONNECTION
                && executor.registrationDeadline != null) {
            destroy(executor);
            return;
        }
        beginShutdown(executor, turn.now().plus(shutdownGrace(executor)));
        if (executor.connection != Executor.NO_CONNECTION) {
            turn.emit(
                    new Effect.SendToExecutor(
                            executor.spec.key(),
                            executor.connection,
                            new ExecutorEvent.Shutdown()));
        }
    }

    private Duration shutdownGrace(Executor executor) {
        Duration own = executor.spec.shutdownGrace();
        return own == null ? turn.settings.executorShutdownGrace() : own;
    }

    private void beginShutdown(Executor executor, Instant deadline) {
        turn.record(new Entry.ExecutorShutdownBegan(executor.spec.key(), deadline));
        turn.alarms.set(
                deadline, new Alarms.Target.ShutdownGrace(executor.spec.key(), executor.container));
    }

    void shutdownOverdue(Run at) {
        Executor executor = turn.ledger.executor(at.executor());
        if (executor != null
                && executor.container.equals(at.container())
                && executor.phase == ExecutorPhase.TERMINATING
                && executor.shutdownDeadline != null
                && !executor.shutdownDeadline.isAfter(turn.now())) {
            turn.emit(new Effect.DestroyContainer(executor.container));
        }
    }

    /** An executor at a certain run of it. */
    record Run(ExecutorKey executor, ContainerId container) {}

    /** A built-in executor has nothing left to run: it ends by itself. */
    void endIfIdle(Executor executor) {
        if (executor.spec.kind() == ExecutorKind.DEFAULT
                && executor.isAlive()
                && executor.liveTasks().isEmpty()) {
            destroy(executor);
        }
    }

    void destroy(Executor executor) {
        executor.phase = ExecutorPhase.TERMINATING;
        turn.emit(new Effect.DestroyContainer(executor.container));
    }

    void shutdownFramework(String frameworkId) {
        Framework framework = turn.ledger.framework(frameworkId);
        if (framework == null || framework.terminating) {
            return;
        }
        turn.record(new Entry.FrameworkShutdown(frameworkId));
        shutdownAll(framework);
    }

    void shutdownAll(Framework framework) {
        for (Executor executor : List.copyOf(framework.executors.values())) {
            shutdownExecutor(executor);
            updates.completeIfDone(executor);
        }
    }
}
