package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a container ended.
 *
 * @param waitStatus as wait(2) gives it; empty for a holder, and for a container whose supervisor
 *     died before it could record the end
 * @param memory present when the kernel killed a process of it for want of memory
 */
public record Termination(OptionalInt waitStatus, Optional<MemoryLimitation> memory) {
    public Termination {
        requireNonNull(waitStatus, "waitStatus");
        requireNonNull(memory, "memory");
    }

    /** The end of a container of which nothing more is known. */
    public static Termination unknown() {
        return new Termination(OptionalInt.empty(), Optional.empty());
    }

    /** The end of a container whose command exited by itself. */
    public static Termination exited(int code) {
        return new Termination(OptionalInt.of(code << 8), Optional.empty());
    }

    /** The end of a container whose command was ended by a signal. */
    public static Termination signaled(int signal) {
        return new Termination(OptionalInt.of(signal), Optional.empty());
    }

    /** The exit code, when the command exited by itself. */
    public OptionalInt exitCode() {
        return waitStatus.isPresent() && (waitStatus.getAsInt() & 0x7f) == 0
                ? OptionalInt.of(waitStatus.getAsInt() >> 8 & 0xff)
                : OptionalInt.empty();
    }

    /** The signal that ended the command. */
    public OptionalInt signal() {
        return waitStatus.isPresent() && (waitStatus.getAsInt() & 0x7f) != 0
                ? OptionalInt.of(waitStatus.getAsInt() & 0x7f)
                : OptionalInt.empty();
    }

    /**
     * The memory limit that was hit.
     *
     * @param limitBytes the hard limit
     * @param maxUsedBytes the most that was ever used
     */
    public record MemoryLimitation(long limitBytes, long maxUsedBytes) {

        /** Mesos's text for a task status with REASON_CONTAINER_LIMITATION_MEMORY. */
        public String message() {
            return "Memory limit exceeded: Requested: "
                    + (limitBytes >> 20)
                    + "MB Maximum Used: "
                    + (maxUsedBytes >> 20)
                    + "MB";
        }
    }
}
