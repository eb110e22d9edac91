package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One task the agent has; owned by the agent's thread. */
final class Task {
    final TaskSpec spec;
    final String executorId;
    final @Nullable ContainerId container;
    final @Nullable String group;
    final Instant addedAt;

    TaskState state = TaskState.STAGING;
    boolean delivered;
    boolean acknowledged;
    @Nullable Kill kill;

    /** Facts of the container it runs in; null until that runs. */
    @Nullable ContainerFacts facts;

    @Nullable Instant startedAt;
    @Nullable Boolean healthy;
    @Nullable CheckOutcome checked;
    @Nullable Checker health;
    @Nullable Checker check;
    final List<Status> statuses = new ArrayList<>();

    /**
     * A kill on its way: when it began and when SIGKILL follows; {@code forced} once that was sent.
     */
    static final class Kill {
        final KillCause cause;
        final Instant since;
        Instant deadline;
        boolean forced;

        Kill(KillCause cause, Instant since, Instant deadline) {
            this.cause = cause;
            this.since = since;
            this.deadline = deadline;
        }
    }

    Task(
            TaskSpec spec,
            String executorId,
            @Nullable ContainerId container,
            @Nullable String group,
            Instant addedAt) {
        this.spec = spec;
        this.executorId = executorId;
        this.container = container;
        this.group = group;
        this.addedAt = addedAt;
    }

    boolean isLive() {
        return !state.isTerminal();
    }

    /**
     * Takes over what a status says; of statuses with the same state only the last is kept, as
     * Mesos does.
     */
    void apply(Status status) {
        state = status.state();
        if (startedAt == null && (state == TaskState.STARTING || state == TaskState.RUNNING)) {
            startedAt = status.timestamp();
        }
        if (status.healthy() != null) {
            healthy = status.healthy();
        }
        if (status.check() != null) {
            checked = status.check();
        }
        if (!statuses.isEmpty() && statuses.getLast().state() == status.state()) {
            statuses.removeLast();
        }
        statuses.add(status);
    }
}
