package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * An agent, a master and a kernel in virtual time; everything that is left to chance comes from one
 * seed.
 */
final class Simulation {
    private static final FrameworkSpec FRAMEWORK =
            new FrameworkSpec("f", true, false, true, Fixture.payload("framework"));

    private final Random random;
    private final List<Entry> disk = new ArrayList<>();
    private final List<Input> inbox = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private Agent agent = new Agent(Settings.DEFAULTS);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<ContainerId, Effect.LaunchContainer> preparing = new LinkedHashMap<>();

    // The kernel: it does not die with the agent.
    private final Map<ContainerId, Command> processes = new LinkedHashMap<>();
    private final Map<ContainerId, Termination> ended = new LinkedHashMap<>();
    private final Set<ContainerId> everStarted = new LinkedHashSet<>();
    private final Set<ContainerId> startedTwice = new LinkedHashSet<>();
    private final Set<String> ran = new LinkedHashSet<>();

    // The master and the framework behind it.
    private final Set<String> accepted = new LinkedHashSet<>();
    private final Set<String> killed = new LinkedHashSet<>();
    private final Map<String, List<Status>> told = new LinkedHashMap<>();
    private boolean linkUp;
    private int next;

    /** A process: how it will end by itself, whether it heeds SIGTERM. */
    private record Command(TaskSpec task, int code, boolean heedsTerm, boolean holder) {}

    Simulation(long seed) {
        random = new Random(seed);
    }

    void run(int tasks) {
        boot();
        for (int round = 0; round < 100_000 && !isOver(tasks); round++) {
            boolean stormy = round < 3000;
            if (next < tasks && random.nextInt(4) == 0) {
                launch();
            }
            chance(stormy);
            step(stormy);
        }
        drain();
    }

    private boolean isOver(int tasks) {
        return next == tasks && ends().size() == tasks && linkUp;
    }

    /** What is still under way comes to its end in fair weather. */
    private void drain() {
        for (int i = 0; i < 2000; i++) {
            now = now.plusMillis(100);
            startPrepared();
            step(false);
        }
    }

    private void chance(boolean stormy) {
        now = now.plusMillis(random.nextInt(200));
        if (random.nextInt(4) == 0) {
            startPrepared();
        }
        if (random.nextInt(6) == 0) {
            endSomeProcess();
        }
        if (random.nextInt(12) == 0) {
            killSomeTask();
        }
        if (stormy && random.nextInt(25) == 0) {
            crash();
        }
        if (stormy && linkUp && random.nextInt(25) == 0) {
            linkUp = false;
            inbox.add(new Input.LinkClosed());
        } else if (!linkUp && random.nextInt(5) == 0) {
            connect();
        }
    }

    // ------------------------------------------------------------ master

    private void launch() {
        if (!linkUp) {
            return;
        }
        String id = "t" + next++;
        accepted.add(id);
        Input run =
                random.nextInt(4) == 0
                        ? new Input.RunTaskGroup(
                                FRAMEWORK,
                                Fixture.executor("group-" + id, ExecutorKind.DEFAULT),
                                List.of(Fixture.task(id)))
                        : new Input.RunTask(FRAMEWORK, Fixture.task(id), null);
        inbox.add(run);
        if (random.nextInt(5) == 0) {
            inbox.add(run);
        }
        // A master hands a launch over once; what a broken stream lost it finds out by
        // reconciliation.
    }

    private void killSomeTask() {
        List<String> open = accepted.stream().filter(id -> !ends().containsKey(id)).toList();
        if (open.isEmpty() || !linkUp) {
            return;
        }
        String id = open.get(random.nextInt(open.size()));
        killed.add(id);
        inbox.add(new Input.KillTask(Fixture.key(id), Duration.ofSeconds(random.nextInt(5))));
    }

    private void connect() {
        linkUp = true;
        inbox.add(new Input.LinkOpened());
    }

    private void reregistered(Set<String> held) {
        inbox.add(new Input.Registered("S0"));
        List<String> missing =
                accepted.stream()
                        .filter(id -> !held.contains(id) && !ends().containsKey(id))
                        .toList();
        if (!missing.isEmpty()) {
            inbox.add(new Input.ReconcileTasks("f", missing));
        }
    }

    private void hear(Effect.SendUpdate update, boolean stormy) {
        if (!linkUp || (stormy && random.nextInt(4) == 0)) {
            return;
        }
        List<Status> seen = told.computeIfAbsent(update.task().taskId(), _ -> new ArrayList<>());
        if (seen.stream().noneMatch(status -> status.uuid().equals(update.status().uuid()))) {
            seen.add(update.status());
        }
        if (stormy && random.nextInt(4) == 0) {
            return;
        }
        UUID uuid = update.status().uuid();
        inbox.add(new Input.AcknowledgeUpdate(update.task(), uuid));
        if (stormy && random.nextInt(4) == 0) {
            inbox.add(new Input.AcknowledgeUpdate(update.task(), uuid));
        }
    }

    // ------------------------------------------------------------ kernel

    /**
     * A launch takes its time now and then: its agent may crash, or give it up, before it is one.
     */
    private void prepare(Effect.LaunchContainer launch) {
        inbox.add(
                new Input.ContainerStarting(new ContainerFacts(launch.container(), List.of(), 0)));
        if (random.nextInt(3) == 0) {
            preparing.put(launch.container(), launch);
        } else {
            start(launch);
        }
    }

    private void startPrepared() {
        List.copyOf(preparing.values()).forEach(this::start);
        preparing.clear();
    }

    private void start(Effect.LaunchContainer launch) {
        ContainerId id = launch.container();
        if (processes.containsKey(id) || ended.containsKey(id)) {
            return;
        }
        if (!everStarted.add(id)) {
            startedTwice.add(id);
        }
        TaskSpec task = launch.task();
        if (task != null) {
            ran.add(task.key().taskId());
        }
        TaskSpec runs = task == null ? Fixture.task("holder") : task;
        processes.put(
                id, new Command(runs, codeOf(runs.key()), random.nextInt(3) > 0, task == null));
        inbox.add(new Input.ContainerLaunched(new ContainerFacts(id, List.of(), 7)));
    }

    private static int codeOf(TaskKey task) {
        return Math.floorMod(task.taskId().hashCode(), 3);
    }

    private void endSomeProcess() {
        List<ContainerId> able =
                processes.entrySet().stream()
                        .filter(entry -> !entry.getValue().holder())
                        .map(Map.Entry::getKey)
                        .toList();
        if (!able.isEmpty()) {
            ContainerId id = able.get(random.nextInt(able.size()));
            end(id, Termination.exited(processOf(id).code()));
        }
    }

    private Command processOf(ContainerId id) {
        return Objects.requireNonNull(processes.get(id));
    }

    private void end(ContainerId id, Termination termination) {
        if (processes.remove(id) != null) {
            ended.put(id, termination);
            inbox.add(new Input.ContainerExited(id, termination));
        }
    }

    private void signal(ContainerId id, int signal) {
        Command process = processes.get(id);
        if (process != null && (signal == 9 || process.heedsTerm())) {
            end(id, Termination.signalled(signal));
        }
    }

    private void destroy(ContainerId id) {
        preparing.remove(id);
        for (ContainerId inner : List.copyOf(processes.keySet())) {
            if (id.equals(inner.parent())) {
                end(inner, Termination.signalled(9));
            }
        }
        if (processes.containsKey(id)) {
            end(
                    id,
                    processOf(id).holder()
                            ? new Termination(null, null, "")
                            : Termination.signalled(9));
        } else if (!ended.containsKey(id)) {
            inbox.add(new Input.ContainerExited(id, new Termination(null, null, "")));
        }
    }

    private Map<ContainerId, RecoveredContainer> found() {
        Map<ContainerId, RecoveredContainer> found = new LinkedHashMap<>();
        processes
                .keySet()
                .forEach(
                        id ->
                                found.put(
                                        id,
                                        new RecoveredContainer.Running(
                                                new ContainerFacts(id, List.of(), 7))));
        ended.forEach(
                (id, termination) -> found.put(id, new RecoveredContainer.Exited(termination)));
        return found;
    }

    // ------------------------------------------------------------ agent

    private void boot() {
        agent = new Agent(Settings.DEFAULTS);
        inbox.clear();
        preparing.clear();
        inbox.add(new Input.Recover(List.copyOf(disk), found(), false));
        linkUp = false;
        connect();
    }

    private void crash() {
        journal.add("crash");
        boot();
    }

    private void step(boolean stormy) {
        List<Input> batch = List.copyOf(inbox);
        inbox.clear();
        List<Effect> effects =
                agent.step(batch, now, new Seed(random.nextLong(), random.nextLong()));
        List<Effect> ordered = new ArrayList<>();
        effects.stream().filter(Effect.Persist.class::isInstance).forEach(ordered::add);
        effects.stream()
                .filter(effect -> !(effect instanceof Effect.Persist))
                .forEach(ordered::add);
        int dies = stormy && random.nextInt(20) == 0 ? random.nextInt(ordered.size() + 1) : -1;
        for (int i = 0; i < ordered.size(); i++) {
            if (i == dies) {
                crash();
                return;
            }
            if (ordered.get(i) instanceof Effect.Persist(Entry entry)) {
                disk.add(entry);
            } else {
                perform(ordered.get(i), stormy);
            }
        }
        if (random.nextInt(50) == 0) {
            disk.clear();
            disk.addAll(agent.checkpoint());
        }
    }

    private void perform(Effect effect, boolean stormy) {
        journal.add(effect.toString());
        switch (effect) {
            case Effect.Register _ -> reregistered(Set.of());
            case Effect.Reregister again -> {
                Set<String> held = new LinkedHashSet<>();
                again.holdings().tasks().forEach(task -> held.add(task.task().key().taskId()));
                reregistered(held);
            }
            case Effect.SendUpdate update -> hear(update, stormy);
            case Effect.LaunchContainer launch -> prepare(launch);
            case Effect.SignalContainer signal -> signal(signal.container(), signal.signal());
            case Effect.DestroyContainer destroy -> destroy(destroy.container());
            case Effect.ReleaseContainer release -> ended.remove(release.container());
            default -> {}
        }
    }

    // ------------------------------------------------------------ what came of it

    /** The end of each task that the framework has been told of. */
    Map<String, TaskState> ends() {
        Map<String, TaskState> ends = new LinkedHashMap<>();
        told.forEach(
                (task, statuses) ->
                        statuses.stream()
                                .map(Status::state)
                                .filter(TaskState::isTerminal)
                                .findFirst()
                                .ifPresent(state -> ends.put(task, state)));
        return ends;
    }

    List<TaskState> seen(String task) {
        return told.getOrDefault(task, List.of()).stream().map(Status::state).toList();
    }

    /**
     * A task that the agent had durably taken ends by its exit code or by a kill; only one it never
     * got is lost.
     */
    Set<TaskState> acceptableEnds(String task) {
        Set<TaskState> ends =
                EnumSet.of(codeOf(Fixture.key(task)) == 0 ? TaskState.FINISHED : TaskState.FAILED);
        if (killed.contains(task)) {
            ends.add(TaskState.KILLED);
        }
        if (!ran.contains(task)) {
            ends.add(TaskState.LOST);
        }
        return ends;
    }

    Set<ContainerId> runningContainers() {
        return processes.keySet();
    }

    Set<ContainerId> startedTwice() {
        return startedTwice;
    }

    List<String> journal() {
        return journal;
    }
}
