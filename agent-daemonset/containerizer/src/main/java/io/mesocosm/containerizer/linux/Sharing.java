package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.cgroup.Cgroups;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the containers' part of the node what was promised, whatever weight the kubelet gives its
 * pods. A thread of its own.
 */
final class Sharing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sharing.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Cgroups cgroups;
    private final NodeShare share;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("node-share").daemon().factory());
    private String told = ""; // of the thread

    private Sharing(Cgroups cgroups, NodeShare share) {
        this.cgroups = cgroups;
        this.share = share;
    }

    static Sharing start(Cgroups cgroups, NodeShare share) {
        Sharing sharing = new Sharing(cgroups, share);
        if (share.isAll()) {
            log.warn(
                    "cpus={} node_cpus={} the node is too small for its agent: under load, pods get next to nothing",
                    share.cpus(),
                    share.nodeCpus());
        }
        var _ =
                sharing.thread.scheduleWithFixedDelay(
                        sharing::apply, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return sharing;
    }

    private void apply() {
        String now;
        try {
            now = cgroups.share(share);
        } catch (IOException e) {
            now = "not set: " + e.getMessage();
        }
        if (!now.equals(told)) {
            log.info("cpus={} of node_cpus={}: {}", share.cpus(), share.nodeCpus(), now);
            told = now;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
