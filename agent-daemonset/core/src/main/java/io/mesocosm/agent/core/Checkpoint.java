package io.mesocosm.agent.core;

import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Says a ledger in as few entries as bring it back. */
final class Checkpoint {
    private final Ledger ledger;
    private final List<Entry> entries = new ArrayList<>();

    private Checkpoint(Ledger ledger) {
        this.ledger = ledger;
    }

    static List<Entry> of(Ledger ledger) {
        return new Checkpoint(ledger).write();
    }

    private List<Entry> write() {
        String agentId = ledger.agentId;
        if (agentId != null) {
            entries.add(new Entry.AgentNamed(agentId));
        }
        ledger.completed.forEach(this::framework);
        ledger.frameworks.values().forEach(this::framework);
        ledger.streams.forEach(
                (key, stream) -> {
                    if (ledger.task(key) == null && checkpoints(key)) {
                        stream(stream);
                    }
                });
        ledger.sandboxes.forEach(
                (container, sandbox) ->
                        entries.add(
                                new Entry.ExecutorCompleted(
                                        sandbox.executor(), container, sandbox.since())));
        return entries;
    }

    private boolean checkpoints(TaskKey key) {
        Framework framework = ledger.framework(key.frameworkId());
        return framework == null || framework.spec.checkpoint();
    }

    private void framework(Framework framework) {
        if (!framework.spec.checkpoint()) {
            return;
        }
        entries.add(new Entry.FrameworkKnown(framework.spec));
        for (Executor executor : framework.completed) {
            executor(executor);
            Ledger.Sandbox sandbox = ledger.sandboxes.get(executor.container);
            entries.add(
                    new Entry.ExecutorCompleted(
                            executor.spec.key(),
                            executor.container,
                            sandbox == null ? executor.startedAt : sandbox.since()));
            if (sandbox == null) {
                entries.add(new Entry.SandboxDropped(executor.container));
            }
        }
        // A former framework with completed executors only is made current again by this and ends
        // with the next.
        if (!framework.executors.isEmpty()) {
            entries.add(new Entry.FrameworkKnown(framework.spec));
        }
        framework.executors.values().forEach(this::executor);
        if (framework.terminating) {
            entries.add(new Entry.FrameworkShutdown(framework.spec.id()));
        }
    }

    private void executor(Executor executor) {
        entries.add(
                new Entry.ExecutorStarted(executor.spec, executor.container, executor.startedAt));
        if (executor.everConnected) {
            entries.add(new Entry.ExecutorConnected(executor.spec.key()));
        }
        tasks(executor, executor.completed);
        tasks(executor, executor.tasks.values());
        if (executor.shutdownDeadline != null) {
            entries.add(
                    new Entry.ExecutorShutdownBegan(
                            executor.spec.key(), executor.shutdownDeadline));
        }
        if (executor.endedAt != null) {
            entries.add(
                    new Entry.ExecutorEnded(
                            executor.spec.key(), executor.container, executor.endedAt));
        }
    }

    private void tasks(Executor executor, Collection<Task> tasks) {
        List<String> delivered = new ArrayList<>();
        for (Task task : tasks) {
            entries.add(
                    new Entry.TaskAdded(
                            task.spec, task.executorId, task.container, task.group, task.addedAt));
            if (task.delivered && task.container == null) {
                delivered.add(task.spec.key().taskId());
            }
        }
        if (!delivered.isEmpty()) {
            entries.add(new Entry.TasksDelivered(executor.spec.key(), delivered));
        }
        for (Task task : tasks) {
            statuses(task);
            if (task.kill != null) {
                entries.add(
                        new Entry.KillBegan(
                                task.spec.key(),
                                task.kill.cause,
                                task.kill.since,
                                task.kill.deadline));
            }
        }
    }

    private void statuses(Task task) {
        StatusStream stream = ledger.streams.get(task.spec.key());
        for (Status status : task.statuses) {
            if (stream == null || !isHeld(stream, status)) {
                entries.add(new Entry.UpdateRecorded(task.spec.key(), task.executorId, status));
                entries.add(new Entry.UpdateAcknowledged(task.spec.key(), status.uuid()));
            }
        }
        if (stream != null) {
            stream(stream);
        }
    }

    private static boolean isHeld(StatusStream stream, Status status) {
        return stream.held().stream().anyMatch(held -> held.uuid().equals(status.uuid()));
    }

    private void stream(StatusStream stream) {
        for (Status status : stream.held()) {
            entries.add(new Entry.UpdateRecorded(stream.task, stream.executorId, status));
        }
        Status acknowledged = stream.acknowledged();
        if (acknowledged != null) {
            entries.add(new Entry.UpdateAcknowledged(stream.task, acknowledged.uuid()));
        }
    }
}
