package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides which sandboxes go: by age, and the younger the fuller the disk is (spec section 7.5).
 */
final class Collector {
    private final Turn turn;
    private final Set<ContainerId> going = new HashSet<>();
    private double usage;

    Collector(Turn turn) {
        this.turn = turn;
    }

    void diskUsage(double fraction) {
        usage = fraction;
        Instant youngest = turn.now().minus(maxAge());
        for (Map.Entry<ContainerId, Ledger.Sandbox> sandbox : turn.ledger.sandboxes.entrySet()) {
            if (!sandbox.getValue().since().isAfter(youngest) && going.add(sandbox.getKey())) {
                turn.emit(
                        new Effect.RemoveSandbox(sandbox.getValue().executor(), sandbox.getKey()));
            }
        }
    }

    /** The age at which a sandbox goes, as full as the disk was when it was looked at last. */
    Duration maxAge() {
        double share = Math.max(0, 1 - turn.settings.gcDiskHeadroom() - usage);
        return Duration.ofMillis((long) (turn.settings.gcDelay().toMillis() * share));
    }

    void removed(ContainerId container) {
        going.remove(container);
        if (turn.ledger.sandboxes.containsKey(container)) {
            turn.record(new Entry.SandboxDropped(container));
            turn.count("gc/path_removals_succeeded");
        }
    }
}
