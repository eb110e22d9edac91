package io.mesocosm.agent.core.task;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.Limitation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One status of a task. {@code original} is the TaskStatus a custom executor sent, forwarded with
 * its unknown fields; empty in a status the agent wrote itself.
 */
public record Status(
        UUID uuid,
        TaskState state,
        Source source,
        @Nullable Reason reason,
        String message,
        Instant timestamp,
        @Nullable Boolean healthy,
        @Nullable CheckOutcome check,
        @Nullable ContainerFacts container,
        @Nullable Limitation limitation,
        Payload original) {
    public Status {
        requireNonNull(uuid, "uuid");
        requireNonNull(state, "state");
        requireNonNull(source, "source");
        requireNonNull(message, "message");
        requireNonNull(timestamp, "timestamp");
        requireNonNull(original, "original");
    }

    public Status withContainer(@Nullable ContainerFacts facts) {
        return new Status(
                uuid,
                state,
                source,
                reason,
                message,
                timestamp,
                healthy,
                check,
                facts,
                limitation,
                original);
    }
}
