package io.mesocosm.containerizer.program;

import io.mesocosm.containerizer.HostRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. Blocking. */
public final class Program {
    private static final String SEARCH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int TEXT_KEPT = 2000;

    private Program() {}

    /** Finds an executable in the usual directories. */
    public static Optional<Path> find(String name) {
        return find(name, HostRoot.OWN);
    }

    /** The same among the files of a root directory, by its path there. */
    public static Optional<Path> find(String name, HostRoot host) {
        for (String directory : SEARCH.split(":", -1)) {
            Path candidate = Path.of(directory, name);
            if (isExecutable(candidate, host)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean isExecutable(Path program, HostRoot host) {
        try {
            return Files.isExecutable(host.resolve(program));
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command and returns its standard output; a failure carries the standard error. */
    public static String run(List<String> command, Duration timeout) throws IOException {
        Outcome outcome = run(command, Map.of(), "", timeout);
        if (outcome.code() != 0) {
            throw new IOException(
                    Path.of(command.getFirst()).getFileName()
                            + " failed: "
                            + shorten(
                                    outcome.error().isBlank()
                                            ? outcome.output()
                                            : outcome.error()));
        }
        return outcome.output();
    }

    /** Runs a command with an environment of its own and an input. */
    public static Outcome run(
            List<String> command, Map<String, String> environment, String input, Duration timeout)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return run(builder, input, timeout);
    }

    private static Outcome run(ProcessBuilder builder, String input, Duration timeout)
            throws IOException {
        List<String> command = builder.command();
        builder.environment().put("PATH", SEARCH);
        Process process = builder.start();
        CompletableFuture<String> error =
                CompletableFuture.supplyAsync(
                        () -> text(process.getErrorStream()), Thread::startVirtualThread);
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(
                        () -> text(process.getInputStream()), Thread::startVirtualThread);
        feed(process, input);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        Path.of(command.getFirst()).getFileName()
                                + " did not end within "
                                + timeout.toSeconds()
                                + " s");
            }
            return new Outcome(process.exitValue(), output.join(), error.join());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program ended without reading all of it; its exit code tells why.
            return;
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The last part of a long text: that is where programs tell what went wrong. */
    public static String shorten(String text) {
        String plain = text.strip().replace('\n', ' ');
        return plain.length() <= TEXT_KEPT ? plain : plain.substring(plain.length() - TEXT_KEPT);
    }

    /** How a program ended. */
    public record Outcome(int code, String output, String error) {}
}
