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
        @Nullable Boolean mesosHealthy) {

    /** An address of the task's container. */
    public record IpAddress(String address, String protocol) {}

    public Task with(
            TaskState newState,
            List<IpAddress> addresses,
            @Nullable Instant started,
            @Nullable Boolean healthy) {
        return new Task(id, placement, hostPorts, addresses, newState, stagedAt, started, healthy);
    }
}
