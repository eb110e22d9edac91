package io.mesocosm.master.core.task;

import io.mesocosm.master.core.Payload;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A status in a task's history. There are several for every task, so one that came encoded keeps no
 * field beside that form but what is asked of all tasks at once.
 */
public sealed interface KeptStatus permits TaskStatus, KeptStatus.Forwarded {
    TaskState state();

    Instant timestamp();

    /** What tells of health, checks and container in this status, if anything does. */
    @Nullable Payload carried();

    /** A status that the task's agent sent. */
    static KeptStatus of(StatusSpec spec) {
        return Forwarded.of(spec.state(), spec.timestamp(), spec.encoded());
    }

    /** A status as it came from the task's agent; its time in microseconds, as Mesos's are. */
    record Forwarded(TaskState state, long epochMicros, Payload encoded) implements KeptStatus {

        static Forwarded of(TaskState state, Instant timestamp, Payload encoded) {
            return new Forwarded(
                    state, ChronoUnit.MICROS.between(Instant.EPOCH, timestamp), encoded);
        }

        @Override
        public Instant timestamp() {
            return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
        }

        @Override
        public Payload carried() {
            return encoded;
        }
    }
}
