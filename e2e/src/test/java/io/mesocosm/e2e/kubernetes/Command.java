package io.mesocosm.e2e.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program to be run with arguments yet to be said.
 *
 * @param line the program and its first arguments
 * @param environment set beside the test's own
 */
public record Command(List<String> line, Map<String, String> environment) {
    /** How a program ended and what it printed. */
    public record Ran(int exitCode, String output, String errors) {
        /** What it printed, once it is sure that it succeeded. */
        public String succeeded() {
            assertThat(exitCode).as(output + errors).isZero();
            return output;
        }

        /** All that it printed. */
        public String all() {
            return output + errors;
        }
    }

    /** Runs it to its end. */
    public Ran run(String... arguments) {
        return reading("", arguments);
    }

    /** Runs it to its end with a text as its standard input. */
    public Ran reading(String input, String... arguments) {
        try {
            // In files: a daemon that keeps a pipe open would keep its reader.
            Path output = Files.createTempFile("msk", ".out");
            Path errors = Files.createTempFile("msk", ".err");
            try {
                return ended(start(output, errors, arguments), input, output, errors);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", line), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", line), e);
        }
    }

    private static Ran ended(Process process, String input, Path output, Path errors)
            throws IOException, InterruptedException {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // It need not read its input; its exit code says what came of it.
            process.waitFor();
        }
        try {
            return new Ran(process.waitFor(), Files.readString(output), Files.readString(errors));
        } finally {
            process.destroy();
        }
    }

    /** Starts it and does not wait; whoever did that ends it. */
    public Process start(Path output, Path errors, String... arguments) throws IOException {
        // A test run that was started in the background ignores Ctrl-C; so would what it starts.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
        words.addAll(line);
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
