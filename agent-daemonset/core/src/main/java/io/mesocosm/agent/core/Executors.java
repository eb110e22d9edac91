package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agent's side of the executor API: subscriptions, deliveries and the limits of executors (spec
 * section 2).
 */
final class Executors {
    private final Turn turn;
    private final Updates updates;
    private final Kills kills;

    Executors(Turn turn, Updates updates, Kills kills) {
        this.turn = turn;
        this.updates = updates;
        this.kills = kills;
    }

    Kills kills() {
        return kills;
    }

    void completeIfDone(Executor executor) {
        updates.completeIfDone(executor);
    }

    Allotment allotment(Executor executor) {
        Allotment sum = executor.allotment();
        return executor.spec.kind() == ExecutorKind.CUSTOM
                ? sum.atLeast(turn.settings.executorOverhead())
                : sum;
    }

    /** The container's limits follow the tasks in it. */
    void adjust(Executor executor) {
        if (executor.facts == null
                || !executor.takesTasks()
                || executor.spec.kind() == ExecutorKind.COMMAND) {
            return;
        }
        Allotment due = allotment(executor);
        if (!due.equals(executor.granted)) {
            executor.granted = due;
            turn.emit(new Effect.UpdateContainer(executor.container, due));
        }
    }

    void awaitRegistration(Executor executor) {
        if (executor.connection != Executor.NO_CONNECTION) {
            executor.phase = ExecutorPhase.RUNNING;
            return;
        }
        executor.phase = ExecutorPhase.REGISTERING;
        await(executor, turn.now().plus(turn.settings.executorRegistrationTimeout()));
    }

    void awaitReregistration(Executor executor) {
        executor.phase = ExecutorPhase.RUNNING;
        await(executor, turn.now().plus(turn.settings.executorReregistrationTimeout()));
    }

    private void await(Executor executor, Instant deadline) {
        executor.registrationDeadline = deadline;
        turn.alarms.set(
                deadline, new Alarms.Target.Registration(executor.spec.key(), executor.container));
    }

    void registrationOverdue(Kills.Run run) {
        Executor executor = turn.ledger.executor(run.executor());
        if (executor == null
                || !executor.container.equals(run.container())
                || !executor.takesTasks()
                || executor.registrationDeadline == null
                || executor.registrationDeadline.isAfter(turn.now())) {
            return;
        }
        executor.verdict =
                executor.everConnected
                        ? new Executor.Verdict(
                                Reason.EXECUTOR_REREGISTRATION_TIMEOUT,
                                "Executor did not reregister within "
                                        + seconds(
                                                turn.settings
                                                        .executorReregistrationTimeout()
                                                        .toMillis()))
                        : new Executor.Verdict(
                                Reason.EXECUTOR_REGISTRATION_TIMEOUT,
                                "Executor did not register within "
                                        + seconds(
                                                turn.settings
                                                        .executorRegistrationTimeout()
                                                        .toMillis()));
        kills.destroy(executor);
    }

    private static String seconds(long millis) {
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "mins";
        }
        return millis % 1000 == 0 ? millis / 1000 + "secs" : millis + "ms";
    }

    void subscribed(Input.ExecutorSubscribed subscription) {
        Executor executor = turn.ledger.executor(subscription.executor());
        long connection = subscription.connection();
        if (executor == null
                || !executor.isAlive()
                || executor.spec.kind() != ExecutorKind.CUSTOM) {
            turn.emit(new Effect.CloseExecutor(subscription.executor(), connection));
            return;
        }
        if (executor.connection != Executor.NO_CONNECTION) {
            turn.emit(new Effect.CloseExecutor(subscription.executor(), executor.connection));
        }
        executor.connection = connection;
        executor.registrationDeadline = null;
        if (!executor.everConnected) {
            turn.record(new Entry.ExecutorConnected(executor.spec.key()));
        }
        if (executor.phase == ExecutorPhase.TERMINATING) {
            send(executor, new ExecutorEvent.Shutdown());
            return;
        }
        if (executor.phase == ExecutorPhase.REGISTERING) {
            executor.phase = ExecutorPhase.RUNNING;
        }
        Framework framework = turn.ledger.frameworkOf(executor);
        send(
                executor,
                new ExecutorEvent.Subscribed(
                        executor.spec.info(), framework.spec.info(), executor.container));
        replay(executor, subscription);
        deliver(executor);
        resumeKills(executor);
    }

    private void replay(Executor executor, Input.ExecutorSubscribed subscription) {
        Set<String> listed = new HashSet<>(subscription.unacknowledgedTasks());
        for (Input.Reported reported : subscription.unacknowledgedUpdates()) {
            TaskKey task = reported.task();
            Status status = reported.status();
            listed.add(task.taskId());
            StatusStream stream = turn.ledger.streams.get(task);
            boolean acknowledgedBefore =
                    stream == null
                            ? turn.ledger.isCompleted(task)
                            : stream.hasSeen(status.uuid())
                                    && stream.held().stream()
                                            .noneMatch(held -> held.uuid().equals(status.uuid()));
            if (acknowledgedBefore) {
                updates.tell(executor, task.taskId(), status.uuid());
            } else {
                update(executor, task, status);
            }
        }
        for (Task task : executor.liveTasks()) {
            boolean silent = task.delivered && task.statuses.isEmpty();
            if (silent && !listed.contains(task.spec.key().taskId())) {
                updates.report(
                        task,
                        updates.lostState(executor),
                        Updates.Why.agent(
                                Reason.AGENT_RESTARTED, "Task launched during agent restart"));
            }
        }
        adjust(executor);
    }

    private void resumeKills(Executor executor) {
        for (Task task : executor.liveTasks()) {
            if (task.kill != null && task.delivered) {
                Duration grace = Duration.between(task.kill.since, task.kill.deadline);
                send(executor, new ExecutorEvent.Kill(task.spec.key().taskId(), grace));
            }
        }
    }

    /** Hands over what has not been handed over, a group as one. */
    void deliver(Executor executor) {
        if (executor.connection == Executor.NO_CONNECTION
                || executor.phase != ExecutorPhase.RUNNING) {
            return;
        }
        List<Task> waiting = executor.liveTasks().stream().filter(task -> !task.delivered).toList();
        if (waiting.isEmpty()) {
            return;
        }
        turn.record(
                new Entry.TasksDelivered(
                        executor.spec.key(),
                        waiting.stream().map(task -> task.spec.key().taskId()).toList()));
        Map<String, List<Payload>> groups = new LinkedHashMap<>();
        for (Task task : waiting) {
            if (task.group == null) {
                send(executor, new ExecutorEvent.Launch(task.spec.info()));
            } else {
                groups.computeIfAbsent(task.group, _ -> new ArrayList<>()).add(task.spec.info());
            }
        }
        groups.values().forEach(tasks -> send(executor, new ExecutorEvent.LaunchGroup(tasks)));
    }

    private void send(Executor executor, ExecutorEvent event) {
        turn.emit(new Effect.SendToExecutor(executor.spec.key(), executor.connection, event));
    }

    void disconnected(ExecutorKey key, long connection) {
        Executor executor = turn.ledger.executor(key);
        if (executor != null && executor.connection == connection) {
            executor.connection = Executor.NO_CONNECTION;
        }
    }

    void updated(ExecutorKey key, TaskKey task, Status status) {
        Executor executor = turn.ledger.executor(key);
        if (executor != null && executor.spec.kind() == ExecutorKind.CUSTOM) {
            update(executor, task, status);
        } else {
            turn.count("slave/invalid_status_updates");
        }
    }

    private void update(Executor executor, TaskKey task, Status status) {
        updates.forward(
                task, executor.spec.key().executorId(), status.withContainer(executor.facts));
        adjust(executor);
    }

    void message(ExecutorKey key, Payload data) {
        Executor executor = turn.ledger.executor(key);
        if (executor != null && executor.connection != Executor.NO_CONNECTION) {
            turn.count("slave/valid_framework_messages");
            send(executor, new ExecutorEvent.Message(data));
        } else {
            turn.count("slave/invalid_framework_messages");
        }
    }

    void sentMessage(ExecutorKey key, Payload data) {
        turn.count("slave/valid_framework_messages");
        turn.emit(new Effect.SendExecutorMessage(key, data));
    }
}
