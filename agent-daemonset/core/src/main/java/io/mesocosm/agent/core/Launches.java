package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes tasks in, starts executors for them and follows both until they run. */
final class Launches {
    private final Turn turn;
    private final Updates updates;
    private final Checks checks;
    private final Executors executors;

    Launches(Turn turn, Updates updates, Checks checks, Executors executors) {
        this.turn = turn;
        this.updates = updates;
        this.checks = checks;
        this.executors = executors;
    }

    void runTask(Input.RunTask run) {
        ExecutorSpec custom = run.executor();
        ExecutorSpec spec = custom == null ? commandExecutor(run.task()) : custom;
        run(run.framework(), spec, List.of(run.task()), null);
    }

    void runGroup(Input.RunTaskGroup run) {
        run(run.framework(), run.executor(), run.tasks(), turn.uuid().toString());
    }

    private ExecutorSpec commandExecutor(TaskSpec task) {
        ExecutorKey key = new ExecutorKey(task.key().frameworkId(), task.key().taskId());
        return new ExecutorSpec(
                key, ExecutorKind.COMMAND, turn.settings.executorOverhead(), null, Payload.EMPTY);
    }

    private void run(
            FrameworkSpec framework,
            ExecutorSpec spec,
            List<TaskSpec> tasks,
            @Nullable String group) {
        Framework known = turn.ledger.framework(framework.id());
        if (turn.stopping || (known != null && known.terminating)) {
            return;
        }
        List<TaskSpec> fresh = tasks.stream().filter(task -> !isKnown(task.key())).toList();
        if (fresh.isEmpty()) {
            return;
        }
        if (known == null || !known.spec.equals(framework)) {
            turn.record(new Entry.FrameworkKnown(framework));
        }
        Executor executor = turn.ledger.executor(spec.key());
        if (executor == null) {
            startExecutor(framework, spec, fresh, group);
        } else if (executor.spec.kind() == ExecutorKind.COMMAND || !executor.takesTasks()) {
            refuse(framework, executor, fresh);
        } else {
            addTasks(executor, fresh, group);
            proceed(executor);
        }
    }

    /** A repeated message, or a task id that still has updates on their way. */
    private boolean isKnown(TaskKey key) {
        return turn.ledger.task(key) != null || turn.ledger.streams.containsKey(key);
    }

    private void refuse(FrameworkSpec framework, Executor executor, List<TaskSpec> tasks) {
        String message =
                executor.takesTasks()
                        ? "Executor id is in use by the command task of that name"
                        : "Executor is " + executor.phase.name().toLowerCase(Locale.ROOT);
        for (TaskSpec task : tasks) {
            updates.drop(
                    framework,
                    task.key(),
                    executor.spec.key().executorId(),
                    Updates.Why.agent(Reason.EXECUTOR_TERMINATED, message));
        }
    }

    private void startExecutor(
            FrameworkSpec framework,
            ExecutorSpec spec,
            List<TaskSpec> tasks,
            @Nullable String group) {
        ContainerId container = ContainerId.root(turn.uuid().toString());
        turn.record(new Entry.ExecutorStarted(spec, container, turn.now()));
        Executor executor = turn.ledger.executor(spec.key());
        if (executor != null) {
            addTasks(executor, tasks, group);
            launch(framework, executor);
        }
    }

    private void addTasks(Executor executor, List<TaskSpec> tasks, @Nullable String group) {
        for (TaskSpec task : tasks) {
            ContainerId nested =
                    executor.spec.kind() == ExecutorKind.DEFAULT
                            ? executor.container.child(turn.uuid().toString())
                            : null;
            turn.record(
                    new Entry.TaskAdded(
                            task, executor.spec.key().executorId(), nested, group, turn.now()));
        }
    }

    void launch(FrameworkSpec framework, Executor executor) {
        TaskSpec task =
                executor.spec.kind() == ExecutorKind.COMMAND
                        ? executor.tasks.values().stream()
                                .map(one -> one.spec)
                                .findFirst()
                                .orElse(null)
                        : null;
        Allotment allotment = executors.allotment(executor);
        executor.granted = allotment;
        turn.emit(
                new Effect.LaunchContainer(
                        executor.container, framework, executor.spec, task, allotment));
    }

    private void proceed(Executor executor) {
        if (executor.facts == null) {
            return;
        }
        executors.adjust(executor);
        switch (executor.spec.kind()) {
            case COMMAND -> {}
            case DEFAULT -> launchNested(executor);
            case CUSTOM -> executors.deliver(executor);
        }
    }

    /** Starts what has not been started; {@code delivered} says so of a group's task. */
    void launchNested(Executor executor) {
        FrameworkSpec framework = turn.ledger.frameworkOf(executor).spec;
        for (Task task : executor.liveTasks()) {
            ContainerId container = task.container;
            if (container != null && !task.delivered) {
                task.delivered = true;
                Allotment own = task.spec.sharesCgroups() ? null : task.spec.resources();
                turn.emit(
                        new Effect.LaunchContainer(
                                container, framework, executor.spec, task.spec, own));
            }
        }
    }

    /**
     * STARTING leaves while the container is still being made, so that its acknowledgement is back
     * by the time RUNNING is due.
     */
    void starting(ContainerFacts facts) {
        Executor executor = turn.ledger.executorOf(facts.id());
        if (executor == null || !executor.takesTasks()) {
            return;
        }
        for (Task task : executor.liveTasks()) {
            boolean its =
                    facts.id().parent() == null
                            ? executor.spec.kind() == ExecutorKind.COMMAND
                            : facts.id().equals(task.container);
            if (its && task.state == TaskState.STAGING) {
                updates.starting(task, facts);
            }
        }
    }

    void launched(ContainerFacts facts) {
        Executor executor = turn.ledger.executorOf(facts.id());
        if (executor == null || !executor.isAlive()) {
            turn.emit(new Effect.DestroyContainer(facts.id()));
            return;
        }
        if (facts.id().parent() == null) {
            executorLaunched(executor, facts);
            return;
        }
        Task task = nested(executor, facts.id());
        if (task == null || !task.isLive()) {
            turn.emit(new Effect.DestroyContainer(facts.id()));
            return;
        }
        task.facts = facts;
        started(task);
    }

    static @Nullable Task nested(Executor executor, ContainerId container) {
        for (Task task : executor.tasks.values()) {
            if (container.equals(task.container)) {
                return task;
            }
        }
        return null;
    }

    private void executorLaunched(Executor executor, ContainerFacts facts) {
        executor.facts = facts;
        if (executor.phase == ExecutorPhase.TERMINATING) {
            turn.emit(new Effect.DestroyContainer(facts.id()));
            return;
        }
        switch (executor.spec.kind()) {
            case COMMAND -> {
                executor.phase = ExecutorPhase.RUNNING;
                for (Task task : executor.liveTasks()) {
                    task.facts = facts;
                    started(task);
                }
            }
            case DEFAULT -> {
                executor.phase = ExecutorPhase.RUNNING;
                proceed(executor);
            }
            case CUSTOM -> {
                executors.awaitRegistration(executor);
                proceed(executor);
            }
        }
    }

    /** RUNNING, which the stream holds back until the framework has acknowledged STARTING. */
    void started(Task task) {
        if (task.state == TaskState.STAGING) {
            updates.report(task, TaskState.STARTING, Updates.Why.NOTHING);
        }
        if (task.spec.check() != null) {
            task.checked = CheckOutcome.none(task.spec.check().type());
        }
        updates.report(task, TaskState.RUNNING, Updates.Why.NOTHING);
        armCompletionTime(task);
        checks.start(task);
    }

    void armCompletionTime(Task task) {
        Instant started = task.startedAt;
        if (started != null && task.spec.maxCompletionTime() != null) {
            turn.alarms.set(
                    started.plus(task.spec.maxCompletionTime()),
                    new Alarms.Target.CompletionTime(task.spec.key()));
        }
    }
}
