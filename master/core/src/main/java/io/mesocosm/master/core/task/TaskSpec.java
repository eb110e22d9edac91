package io.mesocosm.master.core.task;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a TaskInfo that the master decides on, and the whole message. {@code resources} are
 * without allocation; {@code resourcesError} says why they cannot be read (null when they can);
 * {@code limits} may hold infinity; {@code check} and {@code healthCheck} are null when absent, as
 * are the kill policy's grace period and max_completion_time.
 */
public record TaskSpec(
        String id,
        String name,
        String agentId,
        Resources resources,
        @Nullable String resourcesError,
        boolean hasCommand,
        @Nullable ExecutorSpec executor,
        @Nullable ContainerSpec container,
        Map<String, Double> limits,
        @Nullable HealthCheckSpec check,
        @Nullable HealthCheckSpec healthCheck,
        @Nullable Duration killGracePeriod,
        @Nullable Duration maxCompletionTime,
        List<EnvironmentVariable> environment,
        Payload info) {
    public TaskSpec {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(agentId, "agentId");
        requireNonNull(resources, "resources");
        requireNonNull(info, "info");
        limits = Map.copyOf(limits);
        environment = List.copyOf(environment);
    }
}
