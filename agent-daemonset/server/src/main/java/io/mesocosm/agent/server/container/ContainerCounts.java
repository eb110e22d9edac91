package io.mesocosm.agent.server.container;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the agent counts of its containers, by the metrics' names (spec section 11). Any thread. */
public final class ContainerCounts {
    final LongAdder fetched = new LongAdder();
    final LongAdder notFetched = new LongAdder();
    final LongAdder notDestroyed = new LongAdder();
    final LongAdder rootFilesystems = new LongAdder();

    public Map<String, Long> snapshot() {
        return Map.of(
                "containerizer/fetcher/task_fetches_succeeded",
                fetched.sum(),
                "containerizer/fetcher/task_fetches_failed",
                notFetched.sum(),
                "containerizer/mesos/container_destroy_errors",
                notDestroyed.sum(),
                "containerizer/mesos/filesystem/containers_new_rootfs",
                rootFilesystems.sum());
    }
}
