package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

/**
 * A process limit of setrlimit(2).
 *
 * @param name Mesos's {@code RLMT_NOFILE}, or {@code NOFILE}
 * @param soft the limit, {@link #UNLIMITED} for none
 * @param hard the ceiling, {@link #UNLIMITED} for none
 */
public record Rlimit(String name, long soft, long hard) {
    public static final long UNLIMITED = -1;

    public Rlimit {
        requireNonNull(name, "name");
    }
}
