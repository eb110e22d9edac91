package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What has to be looked at and when; an alarm that its subject no longer waits for is ignored by
 * the subject.
 */
final class Alarms {
    /** What an alarm is for. */
    sealed interface Target {
        record Retry(TaskKey task) implements Target {}

        record Escalation(TaskKey task) implements Target {}

        record Checks(TaskKey task) implements Target {}

        record CompletionTime(TaskKey task) implements Target {}

        record Registration(ExecutorKey executor, ContainerId container) implements Target {}

        record ShutdownGrace(ExecutorKey executor, ContainerId container) implements Target {}
    }

    private record Alarm(Instant at, long order, Target target) {}

    private final PriorityQueue<Alarm> queue =
            new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparingLong(Alarm::order));
    private long order;

    void set(Instant at, Target target) {
        queue.add(new Alarm(at, order++, target));
    }

    @Nullable Target due(Instant now) {
        Alarm first = queue.peek();
        if (first == null || first.at().isAfter(now)) {
            return null;
        }
        queue.remove();
        return first.target();
    }

    @Nullable Instant next() {
        Alarm first = queue.peek();
        return first == null ? null : first.at();
    }
}
