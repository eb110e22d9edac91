package io.mesocosm.master.core.task;

import io.mesocosm.master.core.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One status of a task. {@code encoded} is the TaskStatus as the agent sent it, to be forwarded
 * verbatim (but for a drain's reason); it is null for a status that the master made, which the edge
 * encodes from the fields, taking healthy, check_status and container_status from {@code evidence}
 * (an earlier encoded status of the task) when there is one.
 */
public record TaskStatus(
        String taskId,
        TaskState state,
        StatusSource source,
        @Nullable StatusReason reason,
        @Nullable String message,
        @Nullable StatusUuid uuid,
        @Nullable String agentId,
        @Nullable String executorId,
        Instant timestamp,
        @Nullable Instant unreachableTime,
        @Nullable Payload encoded,
        @Nullable Payload evidence)
        implements KeptStatus {

    /** A status as it came from an agent. */
    public static TaskStatus forwarded(
            StatusSpec spec, String agentId, @Nullable String executorId) {
        return new TaskStatus(
                spec.taskId(),
                spec.state(),
                spec.source(),
                spec.reason(),
                null,
                spec.uuid(),
                agentId,
                executorId,
                spec.timestamp(),
                null,
                spec.encoded(),
                null);
    }

    @Override
    public @Nullable Payload carried() {
        return encoded != null ? encoded : evidence;
    }

    /** What a task's history keeps of it. */
    KeptStatus kept() {
        return encoded == null || reason == StatusReason.REASON_AGENT_DRAINING
                ? this
                : Forwarded.of(state, timestamp, encoded);
    }

    /**
     * The same with the drain of its agent as the reason; the state and the reason count in place
     * of what is encoded.
     */
    TaskStatus becauseOfDrain(TaskState newState) {
        return new TaskStatus(
                taskId,
                newState,
                source,
                StatusReason.REASON_AGENT_DRAINING,
                message,
                uuid,
                agentId,
                executorId,
                timestamp,
                unreachableTime,
                encoded,
                evidence);
    }

    /** The same about a task on an agent that cannot be reached since then. */
    public TaskStatus withUnreachableTime(Instant since) {
        return new TaskStatus(
                taskId,
                state,
                source,
                reason,
                message,
                uuid,
                agentId,
                executorId,
                timestamp,
                since,
                encoded,
                evidence);
    }
}
