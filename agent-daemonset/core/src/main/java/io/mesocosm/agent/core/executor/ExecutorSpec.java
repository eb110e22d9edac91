package io.mesocosm.agent.core.executor;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.container.Allotment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the agent decides on of an executor; {@code info} is the ExecutorInfo as it came, empty for
 * a command task's.
 */
public record ExecutorSpec(
        ExecutorKey key,
        ExecutorKind kind,
        Allotment resources,
        @Nullable Duration shutdownGrace,
        Payload info) {
    public ExecutorSpec {
        requireNonNull(key, "key");
        requireNonNull(kind, "kind");
        requireNonNull(resources, "resources");
        requireNonNull(info, "info");
    }
}
