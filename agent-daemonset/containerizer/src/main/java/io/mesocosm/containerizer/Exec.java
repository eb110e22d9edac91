package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;

/** A further command that runs in a container. */
public interface Exec {

    /**
     * Completes when the command ended; exceptionally ({@link ContainerizerException}) when it
     * could not start.
     */
    CompletionStage<Result> result();

    /** Ends the command and what it started, by SIGKILL; does nothing when it has ended. */
    void kill();

    /**
     * How the command ended.
     *
     * @param waitStatus as wait(2) gives it
     * @param output the first 64 KB of its standard output and error
     */
    record Result(int waitStatus, String output) {
        public Result {
            requireNonNull(output, "output");
        }

        public boolean succeeded() {
            return waitStatus == 0;
        }
    }
}
