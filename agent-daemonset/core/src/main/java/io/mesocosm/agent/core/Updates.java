package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes statuses, records them before they leave and sends each until it is acknowledged (spec
 * section 7.4).
 */
final class Updates {
    private final Turn turn;
    private final Set<TaskKey> waiting = new LinkedHashSet<>();

    Updates(Turn turn) {
        this.turn = turn;
    }

    /** What a status says beside the state. */
    record Why(Source source, @Nullable Reason reason, String message) {
        static final Why NOTHING = new Why(Source.EXECUTOR, null, "");

        static Why agent(Reason reason, String message) {
            return new Why(Source.AGENT, reason, message);
        }

        static Why executor(@Nullable Reason reason, String message) {
            return new Why(Source.EXECUTOR, reason, message);
        }
    }

    void report(Task task, TaskState state, Why why) {
        forward(task.spec.key(), task.executorId, status(task, state, why));
    }

    /** Of a container that is not running yet: the task does not have these facts so far. */
    void starting(Task task, ContainerFacts facts) {
        forward(
                task.spec.key(),
                task.executorId,
                status(task, TaskState.STARTING, Why.NOTHING, facts));
    }

    Status status(Task task, TaskState state, Why why) {
        return status(task, state, why, task.facts);
    }

    private Status status(Task task, TaskState state, Why why, @Nullable ContainerFacts facts) {
        return new Status(
                turn.uuid(),
                state,
                why.source(),
                why.reason(),
                why.message(),
                turn.now(),
                task.healthy,
                task.checked,
                facts,
                null,
                Payload.EMPTY);
    }

    /**
     * About a task the agent does not have, or will not take: lost, or dropped where the framework
     * knows the word.
     */
    void drop(@Nullable FrameworkSpec framework, TaskKey key, String executorId, Why why) {
        TaskState state =
                framework != null && framework.partitionAware()
                        ? TaskState.DROPPED
                        : TaskState.LOST;
        Status status =
                new Status(
                        turn.uuid(),
                        state,
                        why.source(),
                        why.reason(),
                        why.message(),
                        turn.now(),
                        null,
                        null,
                        null,
                        null,
                        Payload.EMPTY);
        forward(key, executorId, status);
    }

    /** The state of a task that never started. */
    TaskState lostState(Executor executor) {
        return orLost(executor, TaskState.DROPPED);
    }

    /** The state of a task that ran and died with its machine. */
    TaskState goneState(Executor executor) {
        return orLost(executor, TaskState.GONE);
    }

    private TaskState orLost(Executor executor, TaskState told) {
        return turn.ledger.frameworkOf(executor).spec.partitionAware() ? told : TaskState.LOST;
    }

    void forward(TaskKey key, String executorId, Status status) {
        Framework framework = turn.ledger.framework(key.frameworkId());
        if (turn.stopping || (framework != null && framework.terminating)) {
            Task task = turn.ledger.task(key);
            if (task != null) {
                task.apply(status);
            }
            turn.count("slave/invalid_status_updates");
            return;
        }
        StatusStream stream = turn.ledger.streams.get(key);
        if (stream != null && (stream.hasTerminal() || stream.hasSeen(status.uuid()))) {
            return;
        }
        turn.count("slave/valid_status_updates");
        if (status.state().isTerminal()) {
            turn.count("slave/tasks_" + status.state().name().toLowerCase(Locale.ROOT));
        }
        turn.record(new Entry.UpdateRecorded(key, executorId, status));
        stream = turn.ledger.streams.get(key);
        if (stream != null && !stream.isInFlight()) {
            waiting.add(key);
        }
    }

    /** At the end of a step, so that a status goes out with the task's latest state beside it. */
    void flush() {
        for (TaskKey key : waiting) {
            StatusStream stream = turn.ledger.streams.get(key);
            if (stream != null && !stream.isInFlight()) {
                send(stream);
            }
        }
        waiting.clear();
    }

    private void send(StatusStream stream) {
        Status head = stream.head();
        if (head == null || !turn.connected) {
            return;
        }
        Status latest = stream.latest();
        Task task = turn.ledger.task(stream.task);
        boolean command =
                task != null && turn.ledger.executorOf(task).spec.kind() == ExecutorKind.COMMAND;
        turn.emit(
                new Effect.SendUpdate(
                        stream.task,
                        stream.executorId,
                        command,
                        head,
                        latest == null ? head.state() : latest.state()));
        turn.alarms.set(
                stream.sent(turn.now(), turn.settings), new Alarms.Target.Retry(stream.task));
    }

    void acknowledged(TaskKey key, UUID uuid) {
        StatusStream stream = turn.ledger.streams.get(key);
        if (stream == null || !stream.isAtHead(uuid)) {
            return;
        }
        Status status = stream.head();
        Task task = turn.ledger.task(key);
        @Nullable Executor executor = task == null ? null : turn.ledger.executorOf(task);
        turn.record(new Entry.UpdateAcknowledged(key, uuid));
        if (executor != null && status != null && status.source() == Source.EXECUTOR) {
            tell(executor, key.taskId(), uuid);
        }
        send(stream);
        if (executor != null) {
            completeIfDone(executor);
        }
    }

    void tell(Executor executor, String taskId, UUID uuid) {
        if (executor.spec.kind() == ExecutorKind.CUSTOM
                && executor.connection != Executor.NO_CONNECTION) {
            turn.emit(
                    new Effect.SendToExecutor(
                            executor.spec.key(),
                            executor.connection,
                            new ExecutorEvent.Acknowledged(taskId, uuid)));
        }
    }

    void retry(TaskKey key) {
        StatusStream stream = turn.ledger.streams.get(key);
        if (stream != null && stream.isDue(turn.now())) {
            send(stream);
        }
    }

    /** A master has (again) taken the agent in: everything that waits is sent at once. */
    void resend() {
        List.copyOf(turn.ledger.streams.values()).forEach(this::resend);
    }

    /** The framework may have lost what was sent to it: it gets it again without waiting. */
    void resend(String frameworkId) {
        turn.ledger.streams.values().stream()
                .filter(stream -> stream.task.frameworkId().equals(frameworkId))
                .toList()
                .forEach(this::resend);
    }

    private void resend(StatusStream stream) {
        stream.forgetSending();
        send(stream);
    }

    /**
     * An executor is over when its container is gone and the framework knows the end of each of its
     * tasks.
     */
    void completeIfDone(Executor executor) {
        if (executor.isAlive() || turn.ledger.executor(executor.spec.key()) != executor) {
            return;
        }
        Framework framework = turn.ledger.frameworkOf(executor);
        if (framework.terminating || turn.stopping || executor.tasks.isEmpty()) {
            turn.record(
                    new Entry.ExecutorCompleted(
                            executor.spec.key(),
                            executor.container,
                            executor.endedAt == null ? turn.now() : executor.endedAt));
        }
    }
}
