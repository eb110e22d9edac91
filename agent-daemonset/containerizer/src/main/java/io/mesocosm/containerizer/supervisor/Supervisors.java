package io.mesocosm.containerizer.supervisor;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with the one helper process of this agent, which starts supervisors, tells when one has
 * gone, sends signals and mounts overlays. The helper ends with the agent; supervisors do not. A
 * helper that dies is replaced, and the replacement is told of every supervisor again.
 */
public final class Supervisors implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisors.class);
    private static final int PIDS_PER_ORDER = 500;

    private final List<String> command;
    private final Consumer<Path> onExit;
    private final Map<String, CompletableFuture<Start>> starting = new ConcurrentHashMap<>();
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final Map<String, Watched> running = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();
    private final Object lock = new Object();
    private @Nullable Process helper;
    private boolean closed;

    /**
     * What a helper was asked, and which: the end of one helper says nothing of the next one's. The
     * answer is empty when it died instead.
     */
    private record Asked(CompletableFuture<Optional<String>> answer, Process helper) {}

    private record Watched(Path directory, Process helper) {}

    /** How a supervisor's start ended. */
    public sealed interface Start {
        /** The command was executed, as this process. */
        record Ready(long pid) implements Start {}

        /** Nothing runs, for this reason. */
        record Failed(String message) implements Start {}
    }

    /**
     * @param command the helper: the supervisor's program and how it is to serve
     * @param onExit called on the reader's thread with the directory of a supervisor that has gone
     */
    public Supervisors(List<String> command, Consumer<Path> onExit) {
        this.command = List.copyOf(command);
        this.onExit = requireNonNull(onExit);
    }

    /** Starts a supervisor on the spec in a directory; completes once the command was executed. */
    public CompletableFuture<Start> run(Path directory) {
        CompletableFuture<Start> start = new CompletableFuture<>();
        String name = directory.toString();
        starting.put(name, start);
        try {
            order("run " + name, to -> running.put(name, new Watched(directory, to)));
        } catch (IOException e) {
            running.remove(name);
            starting.remove(name);
            start.complete(new Start.Failed("Failed to start the supervisor: " + e.getMessage()));
        }
        return start;
    }

    /** Watches a supervisor of an earlier agent. */
    public void watch(Path directory, StartRecord record) throws IOException {
        String name = directory.toString();
        order(
                "watch " + name + " " + record.supervisorPid() + " " + record.supervisorStart(),
                to -> running.put(name, new Watched(directory, to)));
    }

    /**
     * Sends a signal to processes; the number of those that got it. Blocks for the helper's answer.
     */
    public int signal(int signal, Collection<Long> pids) {
        List<Long> all = List.copyOf(pids);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PIDS_PER_ORDER) {
            List<Long> part = all.subList(from, Math.min(all.size(), from + PIDS_PER_ORDER));
            answers.add(signalSome(signal, part));
        }
        return answers.stream().mapToInt(CompletableFuture::join).sum();
    }

    private CompletableFuture<Integer> signalSome(int signal, List<Long> pids) {
        StringBuilder rest = new StringBuilder(" " + signal);
        pids.forEach(pid -> rest.append(' ').append(pid));
        try {
            return ask("signal", rest.toString())
                    .thenApply(reached -> reached.map(Integer::valueOf).orElse(0));
        } catch (IOException e) {
            log.warn("signal={} failed: {}", signal, e.getMessage());
            return CompletableFuture.completedFuture(0);
        }
    }

    /**
     * Mounts an overlay where containers live. Blocks for the helper's answer.
     *
     * @param at what relative names in the options are relative to
     */
    public void mountOverlay(Path at, String options, Path target) throws IOException {
        refuse(ask("mount", "\t" + at + "\t" + options + "\t" + target));
    }

    /** Unmounts what is mounted there, if anything is. Blocks for the helper's answer. */
    public void unmount(Path target) throws IOException {
        refuse(ask("unmount", "\t" + target));
    }

    private static void refuse(CompletableFuture<Optional<String>> answer) throws IOException {
        String error = answer.join().orElse("the supervisors' helper died");
        if (!error.isEmpty()) {
            throw new IOException(error);
        }
    }

    private CompletableFuture<Optional<String>> ask(String verb, String rest) throws IOException {
        String token = Long.toString(tokens.incrementAndGet());
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        try {
            order(verb + " " + token + rest, to -> asked.put(token, new Asked(answer, to)));
        } catch (IOException e) {
            asked.remove(token);
            throw e;
        }
        return answer;
    }

    /**
     * Gives a living helper the order; {@code taken} notes which one, before it can answer. One
     * that cannot be written to is dying, though it may not count as dead yet.
     */
    private void order(String line, Consumer<Process> taken) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("the containerizer is closed");
            }
            Process current = helper;
            if (current != null && current.isAlive()) {
                try {
                    write(line, taken, current);
                    return;
                } catch (IOException e) {
                    log.debug("The supervisors' helper is dying: {}", e.getMessage());
                    bury(current);
                }
            }
            Process next = start();
            helper = next;
            write(line, taken, next);
        }
    }

    private static void write(String line, Consumer<Process> taken, Process to) throws IOException {
        taken.accept(to);
        OutputStream orders = to.getOutputStream();
        orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }

    private static void bury(Process dying) {
        dying.destroyForcibly();
        dying.onExit().join();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process started = builder.start();
        String first = started.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"serving".equals(first)) {
            bury(started);
            throw new IOException("the supervisors' helper " + first);
        }
        Thread.ofPlatform().daemon().name("supervisors").start(() -> read(started));
        return started;
    }

    private void read(Process from) {
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line);
            }
        } catch (IOException e) {
            log.warn("The supervisors' helper broke off: {}", e.getMessage());
        }
        bury(from);
        replace(from);
    }

    private void obey(String line) {
        String[] part = line.split(" ", 3);
        String rest = part.length > 2 ? part[2] : "";
        switch (part[0]) {
            case "ready" -> ready(part[1], new Start.Ready(Long.parseLong(rest)));
            case "failed" -> ready(part[1], new Start.Failed(rest));
            case "exited" -> gone(part[1]);
            case "signaled", "mounted", "unmounted" ->
                    Optional.ofNullable(asked.remove(part[1]))
                            .ifPresent(sent -> sent.answer().complete(Optional.of(rest)));
            default -> log.warn("The supervisors' helper said: {}", line);
        }
    }

    private void ready(String name, Start outcome) {
        Optional.ofNullable(starting.remove(name)).ifPresent(start -> start.complete(outcome));
    }

    private void gone(String name) {
        ready(name, new Start.Failed("The supervisor died while it started the container"));
        Watched watched = running.remove(name);
        if (watched != null) {
            onExit.accept(watched.directory());
        }
    }

    /** The helper died: nobody else tells of the supervisors' ends, so the next one must. */
    private void replace(Process dead) {
        asked.values()
                .removeIf(
                        sent ->
                                sent.helper().equals(dead)
                                        && sent.answer().complete(Optional.empty()));
        synchronized (lock) {
            if (closed) {
                return;
            }
        }
        log.warn("The supervisors' helper died; starting another");
        for (Watched watched : List.copyOf(running.values())) {
            if (watched.helper().equals(dead)) {
                rewatch(watched.directory());
            }
        }
    }

    private void rewatch(Path directory) {
        try {
            Optional<StartRecord> record = StartRecord.read(directory);
            if (record.isEmpty()) {
                gone(directory.toString());
                return;
            }
            // A launch that reported to the dead helper went well as far as its record tells.
            if (record.get().taskPid() > 0) {
                ready(directory.toString(), new Start.Ready(record.get().taskPid()));
            }
            watch(directory, record.get());
        } catch (IOException e) {
            log.warn("container={} is no longer watched: {}", directory, e.getMessage());
        }
    }

    /** Ends the helper; supervisors go on. */
    @Override
    public void close() {
        Process current;
        synchronized (lock) {
            closed = true;
            current = helper;
        }
        if (current == null) {
            return;
        }
        try {
            current.getOutputStream().close();
            current.waitFor();
        } catch (IOException e) {
            current.destroyForcibly();
        } catch (InterruptedException e) {
            current.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
