package io.mesocosm.master.core.task;

import io.mesocosm.master.core.Payload;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the master knows it. {@code state} is the latest known, {@code forwardedState} and
 * {@code forwardedUuid} belong to the update last forwarded to the framework; {@code executorId} is
 * null for a command task; {@code resources} carry the allocation to {@code role}; {@code info} is
 * the encoded TaskInfo as it came.
 */
public record Task(
        String frameworkId,
        String id,
        String name,
        String agentId,
        @Nullable String executorId,
        String role,
        TaskState state,
        @Nullable TaskState forwardedState,
        @Nullable StatusUuid forwardedUuid,
        Resources resources,
        List<KeptStatus> statuses,
        Payload info,
        @Nullable Payload killRequested) {

    public TaskKey key() {
        return new TaskKey(frameworkId, id);
    }

    /** The state a framework has been told, which reconciliation answers with. */
    public TaskState knownState() {
        return forwardedState != null ? forwardedState : state;
    }

    public Task withState(TaskState newState) {
        return new Task(
                frameworkId,
                id,
                name,
                agentId,
                executorId,
                role,
                newState,
                forwardedState,
                forwardedUuid,
                resources,
                statuses,
                info,
                killRequested);
    }

    public Task withForwarded(TaskState told, StatusUuid uuid) {
        return new Task(
                frameworkId,
                id,
                name,
                agentId,
                executorId,
                role,
                state,
                told,
                uuid,
                resources,
                statuses,
                info,
                killRequested);
    }

    public Task withStatuses(List<KeptStatus> newStatuses) {
        return new Task(
                frameworkId,
                id,
                name,
                agentId,
                executorId,
                role,
                state,
                forwardedState,
                forwardedUuid,
                resources,
                newStatuses,
                info,
                killRequested);
    }

    public Task withKillRequested(Payload policy) {
        return new Task(
                frameworkId,
                id,
                name,
                agentId,
                executorId,
                role,
                state,
                forwardedState,
                forwardedUuid,
                resources,
                statuses,
                info,
                policy);
    }
}
