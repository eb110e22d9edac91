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

    Collector(Turn turn) {
        this.turn = turn;
    }

    void diskUsage(double fraction) {
        double share = Math.max(0, 1 - turn.settings.gcDiskHeadroom() - fraction);
        Duration age = Duration.ofMillis((long) (turn.settings.gcDelay().toMillis() * share));
        Instant youngest = turn.now().minus(age);
        for (Map.Entry<ContainerId, Ledger.Sandbox> sandbox : turn.ledger.sandboxes.entrySet()) {
            if (!sandbox.getValue().since().isAfter(youngest) && going.add(sandbox.getKey())) {
                turn.emit(
                        new Effect.RemoveSandbox(sandbox.getValue().executor(), sandbox.getKey()));
            }
        }
    }

    void removed(ContainerId container) {
        going.remove(container);
        if (turn.ledger.sandboxes.containsKey(container)) {
            turn.record(new Entry.SandboxDropped(container));
        }
    }
}
