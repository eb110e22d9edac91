package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a launch ended. */
public sealed interface LaunchResult {

    /**
     * The command runs (exec succeeded), or the holder exists.
     *
     * @param image how long its image was waited for; null without one
     */
    record Launched(ContainerStatus status, @Nullable ImageWait image) implements LaunchResult {
        public Launched {
            requireNonNull(status, "status");
        }
    }

    /** From when until when an image was looked for, brought and unpacked. */
    record ImageWait(Instant from, Instant until) {
        public ImageWait {
            requireNonNull(from, "from");
            requireNonNull(until, "until");
        }
    }

    /**
     * Nothing runs and nothing is left behind.
     *
     * @param message what is wrong, where, and what to do; fit for a task status
     */
    record LaunchFailure(Cause cause, String message) implements LaunchResult {
        public LaunchFailure {
            requireNonNull(cause, "cause");
            requireNonNull(message, "message");
        }
    }

    /** The part of a launch that failed. */
    enum Cause {
        /** The configuration contradicts itself or names something that does not exist. */
        INVALID,
        /** The image could not be found, fetched or unpacked. */
        IMAGE,
        /** The network could not be made. */
        NETWORK,
        /** A volume could not be mounted. */
        VOLUME,
        /** The machine cannot give a limit or a privilege. */
        ISOLATION,
        /** The command could not be executed. */
        COMMAND,
        /** The container was destroyed before it ran. */
        DESTROYED
    }
}
