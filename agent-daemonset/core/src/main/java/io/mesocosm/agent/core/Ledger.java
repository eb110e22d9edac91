package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agent knows; its durable part changes by {@link #apply} only. Owned by the agent's
 * thread.
 */
final class Ledger {
    /** The sandbox of a completed executor. */
    record Sandbox(ExecutorKey executor, Instant since) {}

    private final Settings settings;

    @Nullable String agentId;
    final Map<String, Framework> frameworks = new LinkedHashMap<>();
    final Deque<Framework> completed = new ArrayDeque<>();
    final Map<TaskKey, StatusStream> streams = new LinkedHashMap<>();
    final Map<ContainerId, Sandbox> sandboxes = new LinkedHashMap<>();
    private final Map<ContainerId, Executor> containers = new HashMap<>();
    private final Map<TaskKey, Task> tasks = new HashMap<>();

    Ledger(Settings settings) {
        this.settings = settings;
    }

    @Nullable Framework framework(String id) {
        return frameworks.get(id);
    }

    @Nullable Executor executor(ExecutorKey key) {
        Framework framework = frameworks.get(key.frameworkId());
        return framework == null ? null : framework.executors.get(key.executorId());
    }

    /** The executor whose container this is, or encloses this. */
    @Nullable Executor executorOf(ContainerId container) {
        return containers.get(container.root());
    }

    /** A task that is live or whose updates are not all acknowledged. */
    @Nullable Task task(TaskKey key) {
        return tasks.get(key);
    }

    boolean isCompleted(TaskKey key) {
        Framework framework = frameworks.get(key.frameworkId());
        if (framework == null) {
            return false;
        }
        return framework.executors.values().stream()
                        .anyMatch(executor -> hasCompleted(executor, key))
                || framework.completed.stream().anyMatch(executor -> hasCompleted(executor, key));
    }

    private static boolean hasCompleted(Executor executor, TaskKey key) {
        return executor.completed.stream().anyMatch(task -> task.spec.key().equals(key));
    }

    Executor executorOf(Task task) {
        Executor executor =
                executor(new ExecutorKey(task.spec.key().frameworkId(), task.executorId));
        if (executor == null) {
            throw new IllegalStateException("no executor of task " + task.spec.key());
        }
        return executor;
    }

    Framework frameworkOf(Executor executor) {
        Framework framework = frameworks.get(executor.spec.key().frameworkId());
        if (framework == null) {
            throw new IllegalStateException("no framework of executor " + executor.spec.key());
        }
        return framework;
    }

    List<Executor> liveExecutors() {
        List<Executor> live = new ArrayList<>();
        for (Framework framework : frameworks.values()) {
            framework.executors.values().stream().filter(Executor::isAlive).forEach(live::add);
        }
        return live;
    }

    void apply(Entry entry) {
        switch (entry) {
            case Entry.AgentNamed named -> agentId = named.agentId();
            case Entry.AgentForgotten _ -> agentId = null;
            case Entry.FrameworkKnown known -> know(known.framework());
            case Entry.FrameworkShutdown shutdown -> shutDown(shutdown.frameworkId());
            case Entry.ExecutorStarted started -> start(started);
            case Entry.TaskAdded added -> add(added);
            case Entry.ExecutorConnected connected ->
                    with(connected.executor(), executor -> executor.everConnected = true);
            case Entry.TasksDelivered delivered -> delivered(delivered);
            case Entry.UpdateRecorded update -> update(update);
            case Entry.UpdateAcknowledged acknowledged ->
                    acknowledge(acknowledged.task(), acknowledged.uuid());
            case Entry.KillBegan kill -> kill(kill);
            case Entry.ExecutorShutdownBegan began ->
                    with(
                            began.executor(),
                            executor -> {
                                executor.phase = ExecutorPhase.TERMINATING;
                                executor.shutdownDeadline = began.deadline();
                            });
            case Entry.ExecutorEnded ended -> end(ended);
            case Entry.ExecutorCompleted completion -> complete(completion);
            case Entry.SandboxDropped dropped -> sandboxes.remove(dropped.container());
        }
    }

    private void with(ExecutorKey key, Consumer<Executor> change) {
        Executor executor = executor(key);
        if (executor != null) {
            change.accept(executor);
        }
    }

    private void know(FrameworkSpec spec) {
        Framework framework = frameworks.get(spec.id());
        if (framework != null) {
            framework.spec = spec;
            return;
        }
        for (Framework former : completed) {
            if (former.spec.id().equals(spec.id())) {
                completed.remove(former);
                former.spec = spec;
                frameworks.put(spec.id(), former);
                return;
            }
        }
        frameworks.put(spec.id(), new Framework(spec));
    }

    private void shutDown(String frameworkId) {
        streams.keySet().removeIf(key -> key.frameworkId().equals(frameworkId));
        Framework framework = frameworks.get(frameworkId);
        if (framework == null) {
            return;
        }
        framework.terminating = true;
        if (framework.executors.isEmpty()) {
            complete(framework);
        }
    }

    private void start(Entry.ExecutorStarted started) {
        Framework framework = frameworks.get(started.executor().key().frameworkId());
        if (framework == null) {
            return;
        }
        Executor executor = new Executor(started.executor(), started.container(), started.at());
        framework.executors.put(started.executor().key().executorId(), executor);
        containers.put(started.container(), executor);
    }

    private void add(Entry.TaskAdded added) {
        TaskKey key = added.task().key();
        with(
                new ExecutorKey(key.frameworkId(), added.executorId()),
                executor -> {
                    Task task =
                            new Task(
                                    added.task(),
                                    added.executorId(),
                                    added.container(),
                                    added.group(),
                                    added.at());
                    executor.tasks.put(key.taskId(), task);
                    tasks.put(key, task);
                });
    }

    private void delivered(Entry.TasksDelivered delivered) {
        for (String taskId : delivered.taskIds()) {
            Task task = tasks.get(new TaskKey(delivered.executor().frameworkId(), taskId));
            if (task != null) {
                task.delivered = true;
            }
        }
    }

    private void update(Entry.UpdateRecorded update) {
        StatusStream stream =
                streams.computeIfAbsent(
                        update.task(), key -> new StatusStream(key, update.executorId()));
        Status status = update.status();
        if (stream.hasSeen(status.uuid())) {
            return;
        }
        stream.add(status);
        Task task = tasks.get(update.task());
        if (task != null) {
            task.apply(status);
        }
    }

    private void acknowledge(TaskKey key, UUID uuid) {
        StatusStream stream = streams.get(key);
        if (stream == null || !stream.isAtHead(uuid)) {
            return;
        }
        stream.acknowledge();
        if (!stream.isDone()) {
            return;
        }
        streams.remove(key);
        Task task = tasks.get(key);
        if (task != null) {
            settle(executorOf(task), task);
        }
    }

    private void settle(Executor executor, Task task) {
        task.acknowledged = true;
        executor.tasks.remove(task.spec.key().taskId());
        tasks.remove(task.spec.key());
        executor.completed.addLast(task);
        while (executor.completed.size() > settings.maxCompletedTasks()) {
            executor.completed.removeFirst();
        }
    }

    private void kill(Entry.KillBegan began) {
        Task task = tasks.get(began.task());
        if (task == null) {
            return;
        }
        if (task.kill == null) {
            task.kill = new Task.Kill(began.cause(), began.since(), began.deadline());
        } else {
            task.kill.deadline = began.deadline();
        }
    }

    private void end(Entry.ExecutorEnded ended) {
        with(
                ended.executor(),
                executor -> {
                    executor.phase = ExecutorPhase.TERMINATED;
                    executor.endedAt = ended.at();
                    executor.connection = Executor.NO_CONNECTION;
                });
    }

    private void complete(Entry.ExecutorCompleted completion) {
        sandboxes.put(completion.container(), new Sandbox(completion.executor(), completion.at()));
        Framework framework = frameworks.get(completion.executor().frameworkId());
        Executor executor = executor(completion.executor());
        if (framework == null
                || executor == null
                || !executor.container.equals(completion.container())) {
            return;
        }
        for (Task task : List.copyOf(executor.tasks.values())) {
            settle(executor, task);
        }
        framework.executors.remove(executor.spec.key().executorId());
        containers.remove(executor.container);
        framework.completed.addLast(executor);
        while (framework.completed.size() > settings.maxCompletedExecutors()) {
            framework.completed.removeFirst();
        }
        if (framework.executors.isEmpty()) {
            complete(framework);
        }
    }

    private void complete(Framework framework) {
        frameworks.remove(framework.spec.id());
        completed.remove(framework);
        completed.addLast(framework);
        while (completed.size() > settings.maxCompletedFrameworks()) {
            completed.removeFirst();
        }
    }
}
