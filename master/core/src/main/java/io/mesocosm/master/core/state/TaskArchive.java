package io.mesocosm.master.core.state;

import io.mesocosm.master.core.snapshot.Pages;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are over and tasks on unreachable agents: so many per framework, the oldest go first
 * (spec §8, caches).
 */
public final class TaskArchive {
    private final int maxCompleted;
    private final int maxUnreachable;
    private final PagedTable<Long, Task> completed = new PagedTable<>();
    private final Map<String, Deque<Long>> completedOrder = new HashMap<>();
    private final PagedTable<TaskKey, Task> unreachable = new PagedTable<>();
    private final Links<String> unreachableOrder = new Links<>();
    private long sequence;

    TaskArchive(int maxCompleted, int maxUnreachable) {
        this.maxCompleted = maxCompleted;
        this.maxUnreachable = maxUnreachable;
    }

    public void complete(Task task) {
        if (maxCompleted == 0) {
            return;
        }
        Deque<Long> order =
                completedOrder.computeIfAbsent(task.frameworkId(), id -> new ArrayDeque<>());
        if (order.size() >= maxCompleted) {
            completed.remove(order.removeFirst());
        }
        completed.put(sequence, task);
        order.addLast(sequence++);
    }

    public void addUnreachable(Task task) {
        if (maxUnreachable == 0) {
            return;
        }
        removeUnreachable(task.key());
        if (unreachableOrder.count(task.frameworkId()) >= maxUnreachable) {
            removeUnreachable(unreachableOf(task.frameworkId()).getFirst());
        }
        unreachableOrder.add(task.frameworkId(), unreachable.put(task.key(), task));
    }

    public @Nullable Task unreachable(TaskKey key) {
        return unreachable.get(key);
    }

    public @Nullable Task removeUnreachable(TaskKey key) {
        if (unreachable.contains(key)) {
            unreachableOrder.remove(key.frameworkId(), unreachable.slot(key));
        }
        return unreachable.remove(key);
    }

    /** All that went away with an agent. */
    public List<Task> unreachableOn(String agentId) {
        List<Task> tasks = new ArrayList<>();
        for (Task task : unreachable) {
            if (task.agentId().equals(agentId)) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    public List<TaskKey> unreachableOf(String frameworkId) {
        return unreachable.at(unreachableOrder.of(frameworkId)).stream().map(Task::key).toList();
    }

    /** A framework that left the completed ones leaves no tasks behind. */
    public void forget(String frameworkId) {
        Deque<Long> order = completedOrder.remove(frameworkId);
        if (order != null) {
            order.forEach(completed::remove);
        }
        unreachableOf(frameworkId).forEach(this::removeUnreachable);
    }

    Pages<Task> completed() {
        return completed.snapshot();
    }

    Pages<Task> unreachable() {
        return unreachable.snapshot();
    }
}
