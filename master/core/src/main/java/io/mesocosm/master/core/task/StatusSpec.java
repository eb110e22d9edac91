package io.mesocosm.master.core.task;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The facts of a TaskStatus from an agent, and the whole message to forward as it came. */
public record StatusSpec(
        String taskId,
        TaskState state,
        StatusSource source,
        @Nullable StatusReason reason,
        @Nullable StatusUuid uuid,
        Instant timestamp,
        Payload encoded) {
    public StatusSpec {
        requireNonNull(taskId, "taskId");
        requireNonNull(state, "state");
        requireNonNull(source, "source");
        requireNonNull(timestamp, "timestamp");
        requireNonNull(encoded, "encoded");
    }
}
