package io.mesocosm.agent.core;

import io.mesocosm.agent.core.executor.ExecutorKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Copies the ledger for readers. */
final class Views {
    private Views() {}

    static AgentView of(Turn turn, boolean recovered, Duration sandboxAge) {
        return new AgentView(
                turn.ledger.agentId,
                recovered,
                turn.connected,
                turn.ledger.frameworks.values().stream().map(Views::framework).toList(),
                turn.ledger.completed.stream().map(Views::framework).toList(),
                new AgentView.Counts(turn.counts(), turn.ledger.sandboxes.size(), sandboxAge));
    }

    private static AgentView.FrameworkView framework(Framework framework) {
        return new AgentView.FrameworkView(
                framework.spec,
                framework.executors.values().stream().map(Views::executor).toList(),
                framework.completed.stream().map(Views::executor).toList());
    }

    private static AgentView.ExecutorView executor(Executor executor) {
        Predicate<Task> queued = task -> task.isLive() && isQueued(executor, task);
        return new AgentView.ExecutorView(
                executor.spec,
                executor.container,
                executor.phase,
                executor.facts,
                executor.startedAt,
                tasks(executor.tasks.values(), queued),
                tasks(executor.tasks.values(), task -> task.isLive() && !queued.test(task)),
                tasks(executor.tasks.values(), task -> !task.isLive()),
                tasks(executor.completed, _ -> true));
    }

    private static boolean isQueued(Executor executor, Task task) {
        return executor.spec.kind() == ExecutorKind.COMMAND
                ? executor.facts == null && task.statuses.isEmpty()
                : !task.delivered;
    }

    private static List<AgentView.TaskView> tasks(Collection<Task> tasks, Predicate<Task> which) {
        return tasks.stream().filter(which).map(Views::task).toList();
    }

    private static AgentView.TaskView task(Task task) {
        return new AgentView.TaskView(
                task.spec, task.executorId, task.container, task.state, List.copyOf(task.statuses));
    }
}
