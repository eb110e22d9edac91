package io.mesocosm.marathon.core.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A probe that the agent makes and that only tells: nothing follows from what it finds (§5). */
public record Check(
        Kind kind,
        @Nullable Integer portIndex,
        @Nullable Integer port,
        @Nullable String path,
        @Nullable String scheme,
        @Nullable Command command,
        int intervalSeconds,
        int timeoutSeconds,
        int delaySeconds) {

    /** The kind of probe. */
    public enum Kind {
        HTTP,
        TCP,
        EXEC
    }

    /** A line for the shell, or a program with its arguments. */
    public record Command(@Nullable String shell, List<String> argv) {}

    public Check withPortIndex(int index) {
        return new Check(
                kind,
                index,
                port,
                path,
                scheme,
                command,
                intervalSeconds,
                timeoutSeconds,
                delaySeconds);
    }
}
