package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps many short tasks with known exit codes in flight while the test breaks things, and judges
 * each by what the scheduler was told and by what the task itself wrote on disk. A task may be
 * refused before it starts (and is then launched again under another id), but a task that started
 * must run once, to its end, and be reported with its own exit code. Only the agent's word, which
 * carries a uuid, ends a task here: a master's answer to RECONCILE knows no exit code. However
 * often an end is told, it is the same end. The tasks of a machine that is crashed are let go, once
 * that is told, and their work runs again.
 */
public final class Workload implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int AT_ONCE = 8;
    private static final int HELD_TICKS = 5;
    private static final Set<String> GONE_WITH_ITS_MACHINE =
            Set.of("TASK_UNREACHABLE", "TASK_GONE");
    private static final double[] SECONDS = {0, 1, 0.2, 2, 0.6, 3};
    private static final Set<String> NEVER_STARTED =
            Set.of("TASK_LOST", "TASK_DROPPED", "TASK_UNKNOWN", "TASK_GONE", "TASK_ERROR");

    private final RawScheduler scheduler;
    private final Path markers;
    private final boolean mounted;
    private final int inFlight;
    private final Map<String, Attempt> open = new LinkedHashMap<>();
    private final Map<String, JsonNode> ends = new HashMap<>();
    private final Map<String, JsonNode> neverStarted = new HashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Set<String> excused = ConcurrentHashMap.newKeySet();
    private final Set<String> crashing = ConcurrentHashMap.newKeySet();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private final Set<String> doomed = new HashSet<>();
    private final Map<String, Attempt> gone = new HashMap<>();
    private final Map<String, String> crashed = new ConcurrentHashMap<>();
    private final Deque<Attempt> again = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean launching = true;
    private volatile boolean stopped;
    private int jobs;
    private final AtomicInteger done = new AtomicInteger();
    private int eventsSeen;
    private int ticks;

    private record Attempt(
            String id, int exitCode, double seconds, String agent, boolean accepted) {
        Attempt on(String where) {
            return new Attempt(id, exitCode, seconds, where, true);
        }

        Attempt refused() {
            return new Attempt(id, exitCode, seconds, agent, false);
        }

        boolean isEndedBy(JsonNode status) {
            return status.path("state").asText().equals(state())
                    && status.path("message").asText().equals(message());
        }

        String state() {
            return exitCode == 0 ? "TASK_FINISHED" : "TASK_FAILED";
        }

        String message() {
            return "Command exited with status " + exitCode;
        }
    }

    /** Starts the load: so many tasks at a time, which write into this directory. */
    public Workload(RawScheduler scheduler, Path markers, int inFlight) {
        this(scheduler, markers, inFlight, false);
    }

    /** The same of tasks that see a root file system of their own, and the directory mounted. */
    public static Workload mounting(RawScheduler scheduler, Path markers, int inFlight) {
        return new Workload(scheduler, markers, inFlight, true);
    }

    private Workload(RawScheduler scheduler, Path markers, int inFlight, boolean mounted) {
        this.mounted = mounted;
        this.scheduler = scheduler;
        this.markers = markers;
        this.inFlight = inFlight;
        thread = Thread.ofPlatform().name("workload").start(this::run);
    }

    private void run() {
        while (!stopped && (launching || !open.isEmpty() || !again.isEmpty())) {
            takeEvents();
            // Those that it has no use for are given back, so that the next ones show who leads.
            if ((launching || !again.isEmpty())
                    && (open.size() < inFlight || ticks % HELD_TICKS == 0)) {
                launchSome();
            }
            if (++ticks % 20 == 0) {
                reconcile();
            }
            scheduler.log().pause(TICK);
        }
        takeEvents();
    }

    /** Takes all offers at once: kept ones would be pieces too small for anything in the end. */
    private void launchSome() {
        scheduler.log().takeOffers().stream()
                .collect(
                        Collectors.groupingBy(
                                offer -> offer.at("/agent_id/value").asText(),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .forEach(this::launchOn);
    }

    private void launchOn(String agent, List<JsonNode> offers) {
        double cpus = offers.stream().mapToDouble(o -> amount(o, "cpus")).sum();
        double mem = offers.stream().mapToDouble(o -> amount(o, "mem")).sum();
        int room = (int) Math.min(cpus / 0.1 + 0.01, mem / 32);
        int wanted = launching ? inFlight - open.size() : again.size();
        int count = Math.min(room, Math.min(AT_ONCE, wanted));
        List<ObjectNode> tasks = new ArrayList<>();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Attempt attempt = (again.isEmpty() ? next() : again.remove()).on(agent);
            attempts.add(attempt);
            ObjectNode task = Tasks.command(attempt.id(), command(attempt));
            task.set("agent_id", offers.getFirst().path("agent_id"));
            if (mounted) {
                task.set("container", Tasks.mounting(markers));
            }
            tasks.add(task);
        }
        attempts.forEach(attempt -> open.put(attempt.id(), attempt));
        ObjectNode launch = Json.of("{type: 'LAUNCH'}");
        launch.putObject("launch").set("task_infos", Json.array(tasks));
        ObjectNode[] operations = tasks.isEmpty() ? new ObjectNode[0] : new ObjectNode[] {launch};
        int status = scheduler.accept(offers, operations).status();
        if (status != 202 && status != 0) {
            attempts.forEach(attempt -> open.put(attempt.id(), attempt.refused()));
        }
    }

    private Attempt next() {
        int job = jobs++;
        return new Attempt(
                "job-" + job,
                job % 3 == 0 ? 0 : job % 200,
                SECONDS[job % SECONDS.length],
                "",
                true);
    }

    /** The same work under another id. */
    private Attempt again(Attempt attempt) {
        return new Attempt("job-" + jobs++, attempt.exitCode(), attempt.seconds(), "", true);
    }

    private static double amount(JsonNode offer, String resource) {
        return Tasks.amount(offer.path("resources"), resource);
    }

    private String command(Attempt attempt) {
        Path marker = marker(attempt.id());
        return String.format(
                Locale.ROOT,
                "echo begin >>%s; sleep %.1f; echo end >>%s; exit %d",
                marker,
                attempt.seconds(),
                marker,
                attempt.exitCode());
    }

    private void takeEvents() {
        for (String agent : List.copyOf(returned)) {
            open.values().stream()
                    .filter(attempt -> attempt.agent().equals(agent))
                    .forEach(attempt -> doomed.add(attempt.id()));
            crashing.remove(agent);
            returned.remove(agent);
        }
        List<JsonNode> events = scheduler.log().all();
        for (JsonNode event : events.subList(eventsSeen, events.size())) {
            if (RawScheduler.isType(event, "UPDATE")) {
                judge(event.at("/update/status"));
            }
        }
        eventsSeen = events.size();
        List<Attempt> refused = open.values().stream().filter(a -> !a.accepted()).toList();
        refused.forEach(attempt -> neverStarted(attempt.id(), Json.of("{refused: true}")));
    }

    private void judge(JsonNode status) {
        String id = status.at("/task_id/value").asText();
        Attempt attempt = open.get(id);
        if (attempt == null) {
            judgeRepeated(id, status);
        } else if ((crashing.contains(attempt.agent()) || doomed.contains(id))
                && GONE_WITH_ITS_MACHINE.contains(status.path("state").asText())) {
            open.remove(id);
            gone.put(id, attempt);
            crashed.put(id, status.path("state").asText());
            again.add(again(attempt));
        } else if (status.path("state").asText().equals("TASK_UNREACHABLE")) {
            fault(id, "its machine did not crash: " + status);
        } else if (NEVER_STARTED.contains(status.path("state").asText())) {
            judgeUnknown(attempt, status);
        } else if (Tasks.isTerminal(status.path("state").asText())) {
            if (status.has("uuid")) {
                ended(attempt, status);
            } else if (!excused.contains(id) && !isOf(attempt, status)) {
                fault(id, "wanted " + attempt.state() + ": " + status);
            }
        }
    }

    private static boolean isOf(Attempt attempt, JsonNode status) {
        return status.path("state").asText().equals(attempt.state());
    }

    private void judgeUnknown(Attempt attempt, JsonNode status) {
        if (excused.contains(attempt.id())) {
            end(attempt.id(), status);
        } else if (Files.exists(marker(attempt.id()))) {
            fault(attempt.id(), "started and lost: " + status);
            end(attempt.id(), status);
        } else {
            neverStarted(attempt.id(), status);
        }
    }

    private void judgeRepeated(String id, JsonNode status) {
        String state = status.path("state").asText();
        // An end that came before the crash may be told after it.
        Attempt went = gone.get(id);
        if (went != null
                && status.has("uuid")
                && Tasks.isTerminal(state)
                && !state.equals("TASK_GONE")
                && !went.isEndedBy(status)) {
            judgeReturned(id, status);
        }
        JsonNode end = ends.get(id);
        if (end != null && !sameEnd(end, status)) {
            fault(id, "told two ends: " + end + " and " + status);
        }
        JsonNode never = neverStarted.get(id);
        if (never != null && status.has("uuid") && !sameEnd(never, status)) {
            fault(id, "told that it never started, then this: " + never + " and " + status);
        }
    }

    /** An agent that the crash overtook before it started a task says so when it is back. */
    private void judgeReturned(String id, JsonNode status) {
        if (status.path("state").asText().equals("TASK_DROPPED") && !Files.exists(marker(id))) {
            neverStarted.put(id, status);
        } else {
            fault(id, "told that it is " + crashed.get(id) + ", then this: " + status);
        }
    }

    /**
     * Whether two statuses tell one end. What came before an end may come again late; and to
     * RECONCILE a master answers in words of its own, or that it knows the task no more.
     */
    private static boolean sameEnd(JsonNode end, JsonNode status) {
        String state = status.path("state").asText();
        boolean isAnswer = status.path("reason").asText().equals("REASON_RECONCILIATION");
        if (!Tasks.isTerminal(state) || (isAnswer && NEVER_STARTED.contains(state))) {
            return true;
        }
        return end.path("state").asText().equals(state)
                && (isAnswer || end.path("message").equals(status.path("message")));
    }

    private void ended(Attempt attempt, JsonNode status) {
        String id = attempt.id();
        if (!excused.contains(id)) {
            if (!attempt.isEndedBy(status)) {
                fault(id, "wanted " + attempt.state() + " '" + attempt.message() + "': " + status);
            }
            if (!marks(id).equals("begin\nend\n")) {
                fault(id, "did not run exactly once: '" + marks(id) + "'");
            }
        }
        end(id, status);
        done.incrementAndGet();
    }

    private void end(String id, JsonNode status) {
        open.remove(id);
        ends.put(id, status);
    }

    private void neverStarted(String id, JsonNode status) {
        open.remove(id);
        neverStarted.put(id, status);
    }

    private void fault(String id, String what) {
        faults.add(id + ": " + what);
    }

    private Path marker(String id) {
        return markers.resolve(id);
    }

    private String marks(String id) {
        try {
            return Files.readString(marker(id));
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

    /** How many tasks have run to their end and been reported. */
    public int done() {
        return done.get();
    }

    /** What went wrong so far, one line a task. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** What it does now, for the message of a test that waits in vain. */
    public String state() {
        return "%d open, %d refused, thread %s, offers %s"
                .formatted(open.size(), neverStarted.size(), thread.getState(), offers());
    }

    private List<String> offers() {
        return scheduler.log().offers().stream()
                .map(offer -> offer.path("resources").toString())
                .toList();
    }

    /** How many tasks are kept in flight. */
    public int inFlight() {
        return inFlight;
    }

    /** A task of this load that runs now, if there is one: its id and the process of its shell. */
    public Optional<Map.Entry<String, HostProcess>> anyRunning(Random random) {
        List<Map.Entry<String, HostProcess>> running = new ArrayList<>();
        for (HostProcess process : HostProcess.all()) {
            Matcher found =
                    Pattern.compile(markers + "/(job-\\d+);").matcher(process.commandLine());
            if (found.find() && !process.cgroups().contains("/supervisors")) {
                running.add(Map.entry(found.group(1), process));
            }
        }
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(running.get(random.nextInt(running.size())));
    }

    /** Lets a task end in any way: the test is about to take its supervisor. */
    public void excuse(String id) {
        excused.add(id);
    }

    /**
     * From now on the tasks of this agent may be told to be unreachable or gone; each is then done
     * again.
     */
    public void crashing(String agent) {
        crashing.add(agent);
    }

    /** What this agent is given from now on must be done as by any other. */
    public void returned(String agent) {
        returned.add(agent);
    }

    /** The tasks that went with their agent's machine, each with the state that was told first. */
    public Map<String, String> crashed() {
        return Map.copyOf(crashed);
    }

    /** Lets the load run on for so long. */
    public void runFor(Duration time) {
        scheduler.log().pause(time);
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
            boolean ran = Files.exists(marker(id));
            if (ran
                    && !excused.contains(id)
                    && !crashed.containsKey(id)
                    && !marks(id).equals("begin\nend\n")) {
                fault(id, "did not run exactly once: '" + marks(id) + "'");
            }
            if (ran && neverStarted.containsKey(id)) {
                fault(id, "ran, though it was told: " + neverStarted.get(id));
            }
        }
        return faults();
    }

    /** How many tasks were refused before they started. */
    public int neverStarted() {
        return neverStarted.size();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
