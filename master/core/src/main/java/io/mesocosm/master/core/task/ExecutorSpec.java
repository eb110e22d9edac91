package io.mesocosm.master.core.task;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an ExecutorInfo that the master decides on. {@code info} must be encoded
 * deterministically and as the framework gave it: two executors are the same when these bytes are.
 * {@code resourcesError} says why its resources cannot be read (null when they can).
 */
public record ExecutorSpec(
        String id,
        Type type,
        @Nullable String frameworkId,
        String name,
        boolean hasCommand,
        @Nullable ContainerSpec container,
        Resources resources,
        @Nullable String resourcesError,
        @Nullable Duration shutdownGracePeriod,
        List<EnvironmentVariable> environment,
        Payload info) {
    public ExecutorSpec {
        requireNonNull(id, "id");
        requireNonNull(type, "type");
        requireNonNull(name, "name");
        requireNonNull(resources, "resources");
        requireNonNull(info, "info");
        environment = List.copyOf(environment);
    }

    /** ExecutorInfo.Type. */
    public enum Type {
        UNSET,
        UNKNOWN,
        DEFAULT,
        CUSTOM
    }
}
