package io.mesocosm.agent.core.container;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a container ended: its wait(2) status where one was recorded, and the limit it broke if it
 * did.
 */
public record Termination(
        @Nullable Integer waitStatus, @Nullable Limitation limitation, String message) {
    private static final String[] SIGNALS = {
        "Unknown signal 0",
        "Hangup",
        "Interrupt",
        "Quit",
        "Illegal instruction",
        "Trace/breakpoint trap",
        "Aborted",
        "Bus error",
        "Floating point exception",
        "Killed",
        "User defined signal 1",
        "Segmentation fault",
        "User defined signal 2",
        "Broken pipe",
        "Alarm clock",
        "Terminated",
        "Stack fault",
        "Child exited",
        "Continued",
        "Stopped (signal)",
        "Stopped",
        "Stopped (tty input)",
        "Stopped (tty output)",
        "Urgent I/O condition",
        "CPU time limit exceeded",
        "File size limit exceeded",
        "Virtual timer expired",
        "Profiling timer expired",
        "Window changed",
        "I/O possible",
        "Power failure",
        "Bad system call"
    };

    public Termination {
        requireNonNull(message, "message");
    }

    public static Termination exited(int code) {
        return new Termination(code << 8, null, "");
    }

    public static Termination signalled(int signal) {
        return new Termination(signal, null, "");
    }

    public boolean succeeded() {
        return waitStatus != null && waitStatus == 0 && limitation == null;
    }

    /**
     * In the words of Mesos (spec section 0.5, 7): {@code exited with status 7}, {@code terminated
     * with signal Killed}.
     */
    public String describe() {
        if (waitStatus == null) {
            return message.isEmpty() ? "ended without a record of its exit status" : message;
        }
        int signal = waitStatus & 0x7f;
        if (signal == 0) {
            return "exited with status " + ((waitStatus >> 8) & 0xff);
        }
        String name = signal < SIGNALS.length ? SIGNALS[signal] : "Unknown signal " + signal;
        return "terminated with signal "
                + name
                + ((waitStatus & 0x80) != 0 ? " (core dumped)" : "");
    }
}
