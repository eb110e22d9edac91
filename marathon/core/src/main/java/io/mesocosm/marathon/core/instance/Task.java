package io.mesocosm.marathon.core.instance;

import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The present run of an instance on an agent; absent while it waits for an offer. */
public record Task(
        TaskId id,
        Placement placement,
        List<Integer> hostPorts,
        List<IpAddress> ipAddresses,
        TaskState state,
        Instant stagedAt,
        @Nullable Instant startedAt,
        @Nullable Boolean mesosHealthy,
        @Nullable CheckResult checkResult) {

    /** A task that has just been launched. */
    public static Task launched(
            TaskId id, Placement placement, List<Integer> hostPorts, Instant now) {
        return new Task(
                id, placement, hostPorts, List.of(), TaskState.TASK_STAGING, now, null, null, null);
    }

    /** An address of the task's container. */
    public record IpAddress(String address, String protocol) {}

    public Task with(
            TaskState newState,
            List<IpAddress> addresses,
            @Nullable Instant started,
            @Nullable Boolean healthy,
            @Nullable CheckResult result) {
        return new Task(
                id, placement, hostPorts, addresses, newState, stagedAt, started, healthy, result);
    }
}
