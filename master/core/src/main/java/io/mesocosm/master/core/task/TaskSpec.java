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
 * are the kill policy's grace period and max_completion_time; {@code user} is its command's or its
 * executor's, null for the framework's.
 */
public record TaskSpec(
        String id,
        String name,
        String agentId,
        Resources resources,
        @Nullable String resourcesError,
        boolean hasCommand,
        @Nullable String user,
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

    /** A builder that starts from this spec. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds one from another, changing what differs. */
    public static final class Builder {
        private String id;
        private String name;
        private String agentId;
        private Resources resources;
        private @Nullable String resourcesError;
        private boolean hasCommand;
        private @Nullable String user;
        private @Nullable ExecutorSpec executor;
        private @Nullable ContainerSpec container;
        private Map<String, Double> limits;
        private @Nullable HealthCheckSpec check;
        private @Nullable HealthCheckSpec healthCheck;
        private @Nullable Duration killGracePeriod;
        private @Nullable Duration maxCompletionTime;
        private List<EnvironmentVariable> environment;
        private Payload info;

        private Builder(TaskSpec from) {
            id = from.id;
            name = from.name;
            agentId = from.agentId;
            resources = from.resources;
            resourcesError = from.resourcesError;
            hasCommand = from.hasCommand;
            user = from.user;
            executor = from.executor;
            container = from.container;
            limits = from.limits;
            check = from.check;
            healthCheck = from.healthCheck;
            killGracePeriod = from.killGracePeriod;
            maxCompletionTime = from.maxCompletionTime;
            environment = from.environment;
            info = from.info;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder agentId(String value) {
            agentId = value;
            return this;
        }

        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        public Builder resourcesError(@Nullable String value) {
            resourcesError = value;
            return this;
        }

        public Builder hasCommand(boolean value) {
            hasCommand = value;
            return this;
        }

        public Builder user(@Nullable String value) {
            user = value;
            return this;
        }

        public Builder executor(@Nullable ExecutorSpec value) {
            executor = value;
            return this;
        }

        public Builder container(@Nullable ContainerSpec value) {
            container = value;
            return this;
        }

        public Builder limits(Map<String, Double> value) {
            limits = value;
            return this;
        }

        public Builder check(@Nullable HealthCheckSpec value) {
            check = value;
            return this;
        }

        public Builder healthCheck(@Nullable HealthCheckSpec value) {
            healthCheck = value;
            return this;
        }

        public Builder killGracePeriod(@Nullable Duration value) {
            killGracePeriod = value;
            return this;
        }

        public Builder maxCompletionTime(@Nullable Duration value) {
            maxCompletionTime = value;
            return this;
        }

        public Builder environment(List<EnvironmentVariable> value) {
            environment = value;
            return this;
        }

        public Builder info(Payload value) {
            info = value;
            return this;
        }

        public TaskSpec build() {
            return new TaskSpec(
                    id,
                    name,
                    agentId,
                    resources,
                    resourcesError,
                    hasCommand,
                    user,
                    executor,
                    container,
                    limits,
                    check,
                    healthCheck,
                    killGracePeriod,
                    maxCompletionTime,
                    environment,
                    info);
        }
    }
}
