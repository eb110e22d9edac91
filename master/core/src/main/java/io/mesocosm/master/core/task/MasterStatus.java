package io.mesocosm.master.core.task;

import io.mesocosm.master.core.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Statuses that the master makes itself: SOURCE_MASTER and no uuid, so nobody acknowledges them.
 */
public final class MasterStatus {
    private MasterStatus() {}

    /** About a task that the master knows, with its health and container as last heard. */
    public static TaskStatus of(
            Task task, TaskState state, StatusReason reason, String message, Instant at) {
        return new TaskStatus(
                task.id(),
                state,
                StatusSource.SOURCE_MASTER,
                reason,
                message,
                null,
                task.agentId(),
                task.executorId(),
                at,
                null,
                null,
                evidence(task));
    }

    /** About a task that the master does not hold: it was never launched or nobody knows it. */
    public static TaskStatus aboutUnknown(
            String taskId, TaskState state, StatusReason reason, String message, Where where) {
        return new TaskStatus(
                taskId,
                state,
                StatusSource.SOURCE_MASTER,
                reason,
                message,
                null,
                where.agentId(),
                where.executorId(),
                where.at(),
                where.unreachableSince(),
                null,
                null);
    }

    private static @Nullable Payload evidence(Task task) {
        return task.statuses().isEmpty() ? null : task.statuses().getLast().carried();
    }

    /** Where and when a status about an unknown task belongs. */
    public record Where(
            @Nullable String agentId,
            @Nullable String executorId,
            Instant at,
            @Nullable Instant unreachableSince) {
        public static Where on(String agentId, @Nullable String executorId, Instant at) {
            return new Where(agentId, executorId, at, null);
        }
    }
}
