package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.HealthSpec;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent with its log, spoken to in the words of its neighbours; time moves only when told to.
 */
final class Fixture {
    static final String FRAMEWORK = "f";

    final Settings settings;
    final List<Entry> log = new ArrayList<>();
    Agent agent;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    List<Effect> effects = List.of();
    private long steps;

    boolean checkpoint = true;
    boolean partitionAware;
    boolean taskKilling;

    Fixture() {
        this(Settings.DEFAULTS);
    }

    Fixture(Settings settings) {
        this.settings = settings;
        this.agent = new Agent(settings);
    }

    /** A recovered agent that a master knows. */
    static Fixture registered() {
        Fixture fixture = new Fixture();
        fixture.start(Map.of());
        fixture.register();
        return fixture;
    }

    void register() {
        step(new Input.LinkOpened());
        step(new Input.Registered("agent-1"));
    }

    Fixture start(Map<ContainerId, RecoveredContainer> containers) {
        return step(new Input.Recover(List.of(), containers, false));
    }

    /** kill -9 and a new process that finds these containers. */
    Fixture restart(Map<ContainerId, RecoveredContainer> containers, boolean rebooted) {
        agent = new Agent(settings);
        return step(new Input.Recover(List.copyOf(log), containers, rebooted));
    }

    Fixture step(Input... inputs) {
        effects = agent.step(Arrays.asList(inputs), now, new Seed(++steps, 7));
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist(Entry entry)) {
                log.add(entry);
            }
        }
        return this;
    }

    Fixture after(Duration duration) {
        now = now.plus(duration);
        return step();
    }

    Fixture afterSeconds(long seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    // ------------------------------------------------------------ making things

    FrameworkSpec framework() {
        return new FrameworkSpec(
                FRAMEWORK, checkpoint, partitionAware, taskKilling, payload("framework"));
    }

    static Payload payload(String text) {
        return Payload.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static TaskKey key(String task) {
        return new TaskKey(FRAMEWORK, task);
    }

    static ExecutorKey executorKey(String executor) {
        return new ExecutorKey(FRAMEWORK, executor);
    }

    static TaskSpec task(String id) {
        return task(id, null, null, null, null);
    }

    static TaskSpec task(
            String id,
            @Nullable Duration grace,
            @Nullable HealthSpec health,
            @Nullable CheckSpec check,
            @Nullable Duration completion) {
        return new TaskSpec(
                key(id),
                Allotment.requesting(1000, 64_000, 0),
                grace,
                health,
                check,
                completion,
                true,
                payload(id));
    }

    static ExecutorSpec executor(String id, ExecutorKind kind) {
        return new ExecutorSpec(
                executorKey(id),
                kind,
                Allotment.requesting(100, 32_000, 0),
                null,
                payload("executor " + id));
    }

    static Status update(String uuid, TaskState state) {
        return new Status(
                UUID.nameUUIDFromBytes(uuid.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                state,
                Source.EXECUTOR,
                null,
                "",
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                Payload.EMPTY);
    }

    static Map<ContainerId, RecoveredContainer> running(ContainerId... containers) {
        Map<ContainerId, RecoveredContainer> found = new LinkedHashMap<>();
        for (ContainerId container : containers) {
            found.put(container, new RecoveredContainer.Running(facts(container)));
        }
        return found;
    }

    static Map<ContainerId, RecoveredContainer> exited(
            ContainerId container, Termination termination) {
        return Map.of(container, new RecoveredContainer.Exited(termination));
    }

    static ContainerFacts facts(ContainerId container) {
        return new ContainerFacts(container, List.of("127.0.0.1"), 4711);
    }

    // ------------------------------------------------------------ what neighbours do

    Fixture run(TaskSpec task) {
        return step(new Input.RunTask(framework(), task, null));
    }

    Fixture runWith(ExecutorSpec executor, TaskSpec task) {
        return step(new Input.RunTask(framework(), task, executor));
    }

    Fixture runGroup(ExecutorSpec executor, TaskSpec... tasks) {
        return step(new Input.RunTaskGroup(framework(), executor, List.of(tasks)));
    }

    Fixture starting(ContainerId container) {
        return step(
                new Input.ContainerStarting(
                        new ContainerFacts(container, facts(container).addresses(), 0)));
    }

    Fixture launched(ContainerId container) {
        return step(new Input.ContainerLaunched(facts(container)));
    }

    Fixture exits(ContainerId container, Termination termination) {
        return step(new Input.ContainerExited(container, termination));
    }

    Fixture kill(String task) {
        return step(new Input.KillTask(key(task), null));
    }

    Fixture kill(String task, Duration grace) {
        return step(new Input.KillTask(key(task), grace));
    }

    Fixture subscribe(String executor, long connection) {
        return step(
                new Input.ExecutorSubscribed(
                        executorKey(executor), connection, List.of(), List.of()));
    }

    Fixture executorSays(String executor, String task, Status status) {
        return step(new Input.ExecutorUpdate(executorKey(executor), key(task), status));
    }

    Fixture acknowledge(Effect.SendUpdate update) {
        return step(new Input.AcknowledgeUpdate(update.task(), update.status().uuid()));
    }

    /** The framework acknowledges whatever comes, until nothing comes any more. */
    List<Effect.SendUpdate> acknowledgeAll() {
        List<Effect.SendUpdate> all = new ArrayList<>();
        List<Effect.SendUpdate> open = sent();
        while (!open.isEmpty()) {
            List<Effect.SendUpdate> next = new ArrayList<>();
            for (Effect.SendUpdate update : open) {
                all.add(update);
                acknowledge(update);
                next.addAll(sent());
            }
            open = next;
        }
        return all;
    }

    /** A command task that runs, its statuses acknowledged; returns its container. */
    ContainerId runCommand(TaskSpec task) {
        run(task);
        ContainerId container = theOnly(Effect.LaunchContainer.class).container();
        launched(container);
        acknowledgeAll();
        return container;
    }

    /** A custom executor that is subscribed on connection 1 with one task it has been given. */
    ContainerId runCustom(String executor, String task) {
        runWith(executor(executor, ExecutorKind.CUSTOM), task(task));
        ContainerId container = theOnly(Effect.LaunchContainer.class).container();
        launched(container);
        subscribe(executor, 1);
        return container;
    }

    // ------------------------------------------------------------ what came of it

    <E extends Effect> List<E> all(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends Effect> E theOnly(Class<E> type) {
        List<E> found = all(type);
        assertThat(found).as("%s in %s", type.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    List<Effect.SendUpdate> sent() {
        return all(Effect.SendUpdate.class);
    }

    List<TaskState> states() {
        return sent().stream().map(update -> update.status().state()).toList();
    }

    Status status() {
        return theOnly(Effect.SendUpdate.class).status();
    }

    List<ExecutorEvent> events() {
        return all(Effect.SendToExecutor.class).stream().map(Effect.SendToExecutor::event).toList();
    }
}
