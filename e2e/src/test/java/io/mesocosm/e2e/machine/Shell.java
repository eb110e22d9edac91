package io.mesocosm.e2e.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a command of the machine and takes its output. */
public final class Shell {
    private Shell() {}

    /** Runs a shell text in a directory; fails with its output when it does. */
    public static String run(Path directory, String text) {
        return run(directory, List.of("bash", "-euo", "pipefail", "-c", text));
    }

    /** Runs a command in a directory; fails with its output when it does. */
    public static String run(Path directory, List<String> command) {
        try {
            java.lang.Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ":\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }
}
