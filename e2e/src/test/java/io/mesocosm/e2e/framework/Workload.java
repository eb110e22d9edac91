package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps many short tasks with known exit codes in flight while the test breaks things, and judges
 * each by what the scheduler was told and by what the task itself wrote on disk. A task may be
 * refused before it starts (and is then launched again under another id), but a task that started
 * must run once, to its end, and be reported with its own exit code.
 */
public final class Workload implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Set<String> NEVER_STARTED =
            Set.of("TASK_LOST", "TASK_DROPPED", "TASK_UNKNOWN", "TASK_GONE", "TASK_ERROR");

    private final RawScheduler scheduler;
    private final Path markers;
    private final int inFlight;
    private final Map<String, Attempt> open = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Thread thread;
    private volatile boolean launching = true;
    private volatile boolean stopped;
    private int jobs;
    private int retries;
    private final AtomicInteger done = new AtomicInteger();
    private int eventsSeen;
    private int ticks;

    private record Attempt(String id, int exitCode, boolean accepted) {}

    /** Starts the load: so many tasks at a time, which write into this directory. */
    public Workload(RawScheduler scheduler, Path markers, int inFlight) {
        this.scheduler = scheduler;
        this.markers = markers;
        this.inFlight = inFlight;
        thread = Thread.ofPlatform().name("workload").start(this::run);
    }

    private void run() {
        while (!stopped && (launching || !open.isEmpty())) {
            takeEvents();
            if (launching && open.size() < inFlight) {
                launchSome();
            }
            if (++ticks % 20 == 0) {
                reconcile();
            }
            scheduler.log().pause(TICK);
        }
    }

    private void launchSome() {
        int count = Math.min(4, inFlight - open.size());
        Optional<JsonNode> offer = scheduler.log().pollOffer(0.1 * count, 32.0 * count);
        if (offer.isEmpty()) {
            return;
        }
        List<ObjectNode> tasks = new ArrayList<>();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int job = jobs++;
            Attempt attempt = new Attempt("job-" + job, job % 3 == 0 ? 0 : job % 200, true);
            attempts.add(attempt);
            ObjectNode task = Tasks.command(attempt.id(), command(attempt, 1 + job % 4));
            task.set("agent_id", offer.get().path("agent_id"));
            tasks.add(task);
        }
        attempts.forEach(attempt -> open.put(attempt.id(), attempt));
        ObjectNode operation = Json.of("{type: 'LAUNCH'}");
        operation.putObject("launch").set("task_infos", Json.array(tasks));
        int status = scheduler.accept(offer.get(), operation).status();
        if (status != 202 && status != 0) {
            attempts.forEach(attempt -> open.put(attempt.id(), refused(attempt)));
        }
    }

    private static Attempt refused(Attempt attempt) {
        return new Attempt(attempt.id(), attempt.exitCode(), false);
    }

    private String command(Attempt attempt, int seconds) {
        Path marker = markers.resolve(attempt.id());
        return "echo begin >>%s; sleep %d; echo end >>%s; exit %d"
                .formatted(marker, seconds, marker, attempt.exitCode());
    }

    private void takeEvents() {
        List<JsonNode> events = scheduler.log().all();
        for (JsonNode event : events.subList(eventsSeen, events.size())) {
            if (RawScheduler.isType(event, "UPDATE")) {
                judge(event.at("/update/status"));
            }
        }
        eventsSeen = events.size();
        List<String> never =
                open.values().stream().filter(a -> !a.accepted()).map(Attempt::id).toList();
        never.forEach(this::neverStarted);
    }

    private void judge(JsonNode status) {
        String id = status.at("/task_id/value").asText();
        String state = status.path("state").asText();
        Attempt attempt = open.get(id);
        if (attempt == null) {
            return;
        }
        if (state.equals("TASK_FINISHED") || state.equals("TASK_FAILED")) {
            ended(attempt, status);
        } else if (NEVER_STARTED.contains(state)) {
            if (Files.exists(markers.resolve(id))) {
                faults.add("started and lost: " + status);
                open.remove(id);
            } else {
                neverStarted(id);
            }
        }
    }

    private void ended(Attempt attempt, JsonNode status) {
        boolean reconciled = status.path("reason").asText().equals("REASON_RECONCILIATION");
        String expected = attempt.exitCode() == 0 ? "TASK_FINISHED" : "TASK_FAILED";
        String message = "Command exited with status " + attempt.exitCode();
        if (!status.path("state").asText().equals(expected)
                || !(reconciled || status.path("message").asText().equals(message))) {
            faults.add("wanted " + expected + " '" + message + "': " + status);
        }
        String marks = marks(attempt.id());
        if (!marks.equals("begin\nend\n")) {
            faults.add(attempt.id() + " did not run exactly once: '" + marks + "'");
        }
        open.remove(attempt.id());
        done.incrementAndGet();
    }

    private void neverStarted(String id) {
        open.remove(id);
        retries++;
    }

    private String marks(String id) {
        try {
            return Files.readString(markers.resolve(id));
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private void reconcile() {
        ObjectNode call = Json.of("{type: 'RECONCILE', reconcile: {tasks: []}}");
        ArrayNode tasks = (ArrayNode) call.at("/reconcile/tasks");
        open.keySet().forEach(id -> tasks.addObject().putObject("task_id").put("value", id));
        if (!tasks.isEmpty()) {
            scheduler.call(call);
        }
    }

    /** How many tasks have ended as they should. */
    public int done() {
        return done.get();
    }

    /** Launches no more, waits for the end of all that is in flight, and gives the faults found. */
    public List<String> finish() {
        launching = false;
        try {
            thread.join(Duration.ofMinutes(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            stopped = true;
            faults.add("no end of " + List.copyOf(open.keySet()));
        }
        for (int job = 0; job < jobs; job++) {
            String id = "job-" + job;
            if (Files.exists(markers.resolve(id)) && !marks(id).equals("begin\nend\n")) {
                faults.add(id + " did not run exactly once: '" + marks(id) + "'");
            }
        }
        System.err.printf("workload: %d ended, %d never started%n", done.get(), retries);
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
