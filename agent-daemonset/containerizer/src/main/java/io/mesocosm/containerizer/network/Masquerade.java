package io.mesocosm.containerizer.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule by which containers on the bridge of our own speak to other machines by this machine's
 * address: one for all of them. The bridge plugin's own way is a chain for each container, whose
 * making takes as long as all else of its network. Safe for use by any thread.
 */
final class Masquerade {
    private static final Duration SEEN_LATELY = Duration.ofSeconds(1);

    private final List<String> rule;
    private final String mark;
    private long seen = System.nanoTime() - SEEN_LATELY.toNanos();

    Masquerade(NetworkSettings settings) {
        this.mark = "mesocosm-" + settings.bridgeName();
        this.rule =
                List.of(
                        "POSTROUTING",
                        "-s",
                        settings.bridgeSubnet(),
                        "!",
                        "-o",
                        settings.bridgeName(),
                        "-m",
                        "comment",
                        "--comment",
                        mark,
                        "-j",
                        "MASQUERADE");
    }

    /** Makes the rule, also where somebody has emptied the table; looks once a second at most. */
    synchronized void ensure() throws IOException {
        if (System.nanoTime() - seen < SEEN_LATELY.toNanos()) {
            return;
        }
        if (!NatTable.has(rule)) {
            List<String> append = new ArrayList<>(List.of("-A"));
            append.addAll(rule);
            NatTable.iptables(append);
        }
        seen = System.nanoTime();
    }

    /** Removes it, also one that an agent with another subnet has left. */
    synchronized void remove() throws IOException {
        for (String told : NatTable.rules()) {
            if (told.startsWith("-A ") && NatTable.words(told).contains(mark)) {
                NatTable.delete(told);
            }
        }
        seen = System.nanoTime() - SEEN_LATELY.toNanos();
    }
}
