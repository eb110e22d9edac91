package io.mesocosm.e2e.marathon;

import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process beside a cluster, which a test ends in every way and looks how it has ended. */
final class Part {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final List<String> command;
    private final Path log;
    private @Nullable Process process;

    Part(String name, List<String> command, Path directory) {
        this.name = name;
        this.command = command;
        this.log = directory.resolve(name + ".log");
    }

    /** Starts it, without waiting, if it does not run. */
    void start() {
        if (isAlive()) {
            return;
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MESOS") || name.startsWith("MARATHON"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("starting " + name, e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL, and waits for the end. */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, without waiting. */
    void terminate() {
        running().destroy();
    }

    /** SIGSTOP: it is there and does nothing. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        String pid = Long.toString(running().pid());
        Shell.run(Path.of("/"), List.of("kill", "-" + signal, pid));
    }

    /** Waits for its end; its exit code. */
    int awaitEnd() {
        Process ending = running();
        try {
            if (ending.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return ending.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " has not ended in " + PATIENCE + ":\n" + logTail());
    }

    /** Ends it, whatever it does. */
    void end() {
        if (isAlive()) {
            running().destroyForcibly();
            awaitEnd();
        }
    }

    String logTail() {
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - 60), all.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    @Override
    public String toString() {
        return name;
    }
}
