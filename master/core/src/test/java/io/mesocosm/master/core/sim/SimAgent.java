package io.mesocosm.master.core.sim;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.Samples;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.AgentMessage.HeldTask;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent whose tasks and unacknowledged updates survive its crashes. */
final class SimAgent {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final World world;
    private final SimMaster master;
    private final AgentSpec spec;
    private final Map<TaskKey, Held> held = new LinkedHashMap<>();
    private final Map<String, FrameworkSpec> frameworks = new LinkedHashMap<>();
    private @Nullable String id;
    private @Nullable LinkHandle link;
    private @Nullable Wire wire;
    private long uuids;
    private long generation;
    private boolean welcome;

    SimAgent(World world, SimMaster master, int number) {
        this.world = world;
        this.master = master;
        this.spec = Samples.agent("cpus:4;mem:2048", "10.0.0." + number + ":5051");
        world.in(world.between(0, 500), this::connect);
        world.in(world.between(500, 1500), this::live);
    }

    /** A task with the updates that wait for their acknowledgement, oldest first. */
    private static final class Held {
        private final @Nullable TaskSpec task;
        private final List<StatusSpec> all = new ArrayList<>();
        private int acknowledged;

        private Held(@Nullable TaskSpec task) {
            this.task = task;
        }

        private boolean isRunning() {
            return task != null && (all.isEmpty() || !all.getLast().state().isTerminal());
        }
    }

    private void connect() {
        if (link != null) {
            return;
        }
        generation++;
        welcome = false;
        LinkHandle opened = master.open(this);
        Wire fresh = new Wire(world);
        link = opened;
        wire = fresh;
        String known = id;
        if (known == null) {
            fresh.out(() -> master.give(new AgentMessage.AgentRegister(opened, spec)));
        } else {
            AgentMessage message =
                    new AgentMessage.AgentReregister(
                            opened,
                            known,
                            spec,
                            List.copyOf(frameworks.values()),
                            List.of(),
                            list());
            fresh.out(() -> master.give(message));
        }
        long given = generation;
        world.in(
                Duration.ofSeconds(10),
                () -> {
                    if (given == generation && !welcome && link != null) {
                        breakLink();
                    }
                });
    }

    private List<HeldTask> list() {
        List<HeldTask> tasks = new ArrayList<>();
        held.forEach(
                (key, h) -> {
                    if (h.task != null) {
                        tasks.add(
                                new HeldTask(
                                        key.frameworkId(),
                                        h.task,
                                        null,
                                        "*",
                                        h.all,
                                        h.acknowledged));
                    }
                });
        return tasks;
    }

    /** Something happens on the machine now and then. */
    private void live() {
        if (world.mishap(0.02)) {
            breakLink();
        }
        if (!world.isCalm() && world.chance(0.3)) {
            held.entrySet().stream()
                    .filter(e -> e.getValue().isRunning())
                    .skip(world.below(Math.max(1, held.size())))
                    .findFirst()
                    .ifPresent(e -> status(e.getKey(), e.getValue(), TaskState.TASK_FINISHED));
        }
        world.in(world.between(500, 1500), this::live);
    }

    private void breakLink() {
        Wire old = wire;
        LinkHandle ended = link;
        if (old == null || ended == null) {
            return;
        }
        old.breakNow();
        master.forget(ended);
        int term = master.term();
        world.in(
                world.between(0, 2000),
                () -> {
                    if (term == master.term()) {
                        master.give(new AgentMessage.AgentDisconnected(ended));
                    }
                });
        linkBroke();
    }

    void linkBroke() {
        if (wire != null) {
            wire.breakNow();
        }
        wire = null;
        link = null;
        boolean longAway = world.mishap(0.2);
        world.in(
                longAway ? world.between(60_000, 140_000) : world.between(50, 4000), this::connect);
    }

    void close(LinkHandle ended) {
        Wire closing = wire;
        if (closing != null && ended.equals(link)) {
            closing.close(this::linkBroke);
        }
    }

    void deliver(LinkHandle on, AgentCommand command) {
        Wire present = wire;
        if (present != null && on.equals(link)) {
            present.back(() -> take(on, command));
        }
    }

    private void take(LinkHandle on, AgentCommand command) {
        switch (command) {
            case AgentCommand.Registered registered -> {
                id = registered.agentId();
                welcome = true;
            }
            case AgentCommand.Reregistered ignored -> {
                welcome = true;
                held.forEach(this::send);
            }
            case AgentCommand.Ping ping -> send(new AgentMessage.Pong(on, ping.sequence()));
            case AgentCommand.RunTask run -> run(run);
            case AgentCommand.KillTask kill -> kill(new TaskKey(kill.frameworkId(), kill.taskId()));
            case AgentCommand.DrainTask drain -> kill(drain.task().key());
            case AgentCommand.AcknowledgeUpdate ack ->
                    acknowledged(new TaskKey(ack.frameworkId(), ack.taskId()), ack.uuid());
            case AgentCommand.ShutdownFramework shutdown -> {
                held.keySet().removeIf(k -> k.frameworkId().equals(shutdown.frameworkId()));
                frameworks.remove(shutdown.frameworkId());
            }
            case AgentCommand.ReconcileTasks asked ->
                    asked.taskIds().forEach(t -> answer(new TaskKey(asked.frameworkId(), t)));
            case AgentCommand.UpdateFramework ignored -> {}
            case AgentCommand.RunTaskGroup ignored -> throw new AssertionError("none is launched");
            case AgentCommand.MessageExecutor ignored -> {}
            case AgentCommand.ShutdownExecutor ignored -> {}
            case AgentCommand.Shutdown shutdown -> throw new AssertionError(shutdown.message());
            case AgentCommand.Refused refused -> throw new AssertionError(refused.message());
        }
    }

    private void run(AgentCommand.RunTask run) {
        frameworks.put(run.framework().id(), run.framework().spec());
        TaskKey key = new TaskKey(run.framework().id(), run.task().id());
        Held task = new Held(run.task());
        if (held.putIfAbsent(key, task) == null) {
            status(key, task, TaskState.TASK_STARTING);
            status(key, task, TaskState.TASK_RUNNING);
        }
    }

    private void kill(TaskKey key) {
        Held task = held.get(key);
        if (task == null) {
            answer(key);
        } else if (task.isRunning()) {
            status(key, task, TaskState.TASK_KILLED);
        }
    }

    /** Of a task that is not here all that can be said is that it is lost. */
    private void answer(TaskKey key) {
        if (!held.containsKey(key)) {
            Held ghost = new Held(null);
            held.put(key, ghost);
            status(key, ghost, TaskState.TASK_LOST);
        }
    }

    private void status(TaskKey key, Held task, TaskState state) {
        task.all.add(
                new StatusSpec(
                        key.taskId(),
                        state,
                        task.task == null
                                ? StatusSource.SOURCE_AGENT
                                : StatusSource.SOURCE_EXECUTOR,
                        null,
                        new StatusUuid(spec.address().hashCode(), uuids++),
                        world.now(),
                        Payload.EMPTY));
        if (task.all.size() - task.acknowledged == 1) {
            send(key, task);
            retry(key, task.all.getLast());
        }
    }

    private void retry(TaskKey key, StatusSpec status) {
        world.in(
                RETRY,
                () -> {
                    Held task = held.get(key);
                    if (task != null
                            && task.acknowledged < task.all.size()
                            && status.equals(task.all.get(task.acknowledged))) {
                        send(key, task);
                        retry(key, status);
                    }
                });
    }

    /** The oldest update that waits; sometimes twice. */
    private void send(TaskKey key, Held task) {
        LinkHandle on = link;
        if (on == null || !welcome || task.acknowledged >= task.all.size()) {
            return;
        }
        AgentMessage update =
                new AgentMessage.StatusUpdate(
                        on,
                        key.frameworkId(),
                        null,
                        task.all.get(task.acknowledged),
                        task.all.getLast().state());
        send(update);
        if (world.mishap(0.1)) {
            send(update);
        }
    }

    private void send(AgentMessage message) {
        if (wire != null) {
            wire.out(() -> master.give(message));
        }
    }

    private void acknowledged(TaskKey key, StatusUuid uuid) {
        Held task = held.get(key);
        if (task == null
                || task.acknowledged >= task.all.size()
                || !uuid.equals(task.all.get(task.acknowledged).uuid())) {
            return;
        }
        boolean ended = task.all.get(task.acknowledged).state().isTerminal();
        task.acknowledged++;
        if (ended) {
            held.remove(key);
        } else if (task.acknowledged < task.all.size()) {
            send(key, task);
            retry(key, task.all.get(task.acknowledged));
        }
    }

    String id() {
        return id == null ? "" : id;
    }

    boolean isWelcome() {
        return welcome && link != null;
    }

    List<TaskKey> running() {
        return held.entrySet().stream()
                .filter(e -> e.getValue().isRunning())
                .map(Map.Entry::getKey)
                .toList();
    }

    long waitingUpdates() {
        return held.values().stream().filter(h -> h.acknowledged < h.all.size()).count();
    }
}
