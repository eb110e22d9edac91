package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Reason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One executor with its container and its tasks; owned by the agent's thread. */
final class Executor {
    static final long NO_CONNECTION = 0;

    final ExecutorSpec spec;
    final ContainerId container;
    final Instant startedAt;

    ExecutorPhase phase = ExecutorPhase.LAUNCHING;

    /** A custom executor's open event stream. */
    long connection = NO_CONNECTION;

    boolean everConnected;

    /** The limits its container was last given. */
    @Nullable Allotment granted;

    @Nullable ContainerFacts facts;
    @Nullable Instant registrationDeadline;
    @Nullable Instant shutdownDeadline;
    @Nullable Instant endedAt;

    /** What its tasks' last statuses say when the agent itself puts an end to it. */
    @Nullable Verdict verdict;

    final Map<String, Task> tasks = new LinkedHashMap<>();
    final Deque<Task> completed = new ArrayDeque<>();

    /** Why the agent destroyed the executor. */
    record Verdict(Reason reason, String message) {}

    Executor(ExecutorSpec spec, ContainerId container, Instant startedAt) {
        this.spec = spec;
        this.container = container;
        this.startedAt = startedAt;
    }

    boolean isAlive() {
        return phase != ExecutorPhase.TERMINATED;
    }

    boolean takesTasks() {
        return phase == ExecutorPhase.LAUNCHING
                || phase == ExecutorPhase.REGISTERING
                || phase == ExecutorPhase.RUNNING;
    }

    List<Task> liveTasks() {
        return tasks.values().stream().filter(Task::isLive).toList();
    }

    /** The executor's own resources and those of its live tasks. */
    Allotment allotment() {
        Allotment sum = spec.resources();
        for (Task task : tasks.values()) {
            if (task.isLive()) {
                sum = sum.plus(task.spec.resources());
            }
        }
        return sum;
    }
}
