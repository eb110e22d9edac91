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
 * {@code resourcesError} says why its resources cannot be read (null when they can); {@code user}
 * is its command's, null for the framework's.
 */
public record ExecutorSpec(
        String id,
        Type type,
        @Nullable String frameworkId,
        String name,
        boolean hasCommand,
        @Nullable String user,
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

    /** A builder that starts from this spec. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds one from another, changing what differs. */
    public static final class Builder {
        private String id;
        private Type type;
        private @Nullable String frameworkId;
        private String name;
        private boolean hasCommand;
        private @Nullable String user;
        private @Nullable ContainerSpec container;
        private Resources resources;
        private @Nullable String resourcesError;
        private @Nullable Duration shutdownGracePeriod;
        private List<EnvironmentVariable> environment;
        private Payload info;

        private Builder(ExecutorSpec from) {
            id = from.id;
            type = from.type;
            frameworkId = from.frameworkId;
            name = from.name;
            hasCommand = from.hasCommand;
            user = from.user;
            container = from.container;
            resources = from.resources;
            resourcesError = from.resourcesError;
            shutdownGracePeriod = from.shutdownGracePeriod;
            environment = from.environment;
            info = from.info;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder type(Type value) {
            type = value;
            return this;
        }

        public Builder frameworkId(@Nullable String value) {
            frameworkId = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
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

        public Builder container(@Nullable ContainerSpec value) {
            container = value;
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

        public Builder shutdownGracePeriod(@Nullable Duration value) {
            shutdownGracePeriod = value;
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

        public ExecutorSpec build() {
            return new ExecutorSpec(
                    id,
                    type,
                    frameworkId,
                    name,
                    hasCommand,
                    user,
                    container,
                    resources,
                    resourcesError,
                    shutdownGracePeriod,
                    environment,
                    info);
        }
    }
}
