package io.mesocosm.e2e.cluster;

import io.mesocosm.e2e.machine.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One component of the product as a child JVM that can be killed and started again. */
public final class Component {
    private static final Duration START = Duration.ofSeconds(90);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final BooleanSupplier ready;
    private Map<String, String> environment = Map.of();
    private @Nullable Process process;

    Component(String name, Program program, Path log, BooleanSupplier ready) {
        this(name, program.commandLine(), log, ready);
    }

    /** A program that is not ours. */
    Component(String name, List<String> command, Path log, BooleanSupplier ready) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.ready = ready;
    }

    /** Gives it these variables from its next start on. */
    Component with(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** Starts it without waiting. */
    public void launch() {
        process = start(List.of());
    }

    /** Waits until it answers; fails with its log when it ends instead. */
    public void awaitReady() {
        Process started = running();
        Awaitility.await(name + " to be ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> requireAlive(started))
                .until(ready::getAsBoolean);
    }

    /** Starts it and waits until it answers. */
    public void start() {
        launch();
        awaitReady();
    }

    /** {@code kill -9}, and waits for its end. */
    public void kill() {
        Process started = running();
        started.destroyForcibly();
        await(started);
    }

    /** {@code kill -STOP}: it is there and does nothing, until {@link #thaw()}. */
    public void freeze() {
        signal("STOP");
    }

    /** {@code kill -CONT}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        Shell.run(Path.of("/"), List.of("kill", "-" + signal, Long.toString(pid())));
    }

    /** Waits for its end; its exit code. */
    public int awaitEnd(Duration atMost) {
        Process ending = running();
        try {
            if (ending.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return ending.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " has not ended in " + atMost + ":\n" + logTail(40));
    }

    /** SIGTERM, without waiting. */
    public void terminate() {
        if (isAlive()) {
            running().destroy();
        }
    }

    /** SIGTERM; SIGKILL when that does not help; false when it had to be killed. */
    public boolean stop() {
        Process started = process;
        if (started == null || !started.isAlive()) {
            return true;
        }
        started.destroy();
        try {
            if (started.waitFor(20, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        started.destroyForcibly();
        await(started);
        return false;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The name it has in messages. */
    public String name() {
        return name;
    }

    /** The process id. */
    public long pid() {
        return running().pid();
    }

    /** Runs the same program with one more flag to its end; its exit code. */
    int runToEnd(String flag) {
        Process once = start(List.of(flag));
        try {
            if (once.waitFor(90, TimeUnit.SECONDS)) {
                return once.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        once.destroyForcibly();
        await(once);
        return -1;
    }

    /** The last lines of its log. */
    public String logTail(int lines) {
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
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

    private void requireAlive(Process started) {
        if (!started.isAlive()) {
            throw new AssertionError(
                    name + " ended with " + started.exitValue() + ":\n" + logTail(40));
        }
    }

    private Process start(List<String> moreFlags) {
        List<String> line = new ArrayList<>(command);
        line.addAll(moreFlags);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(Component::wouldConfigure);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectInput(new File("/dev/null"));
        builder.directory(log.resolveSibling(".").toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("starting " + name, e);
        }
    }

    private static boolean wouldConfigure(String variable) {
        return variable.startsWith("MESOS")
                || variable.startsWith("MARATHON")
                || variable.startsWith("OTEL");
    }

    private void await(Process ending) {
        try {
            if (!ending.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " outlives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
