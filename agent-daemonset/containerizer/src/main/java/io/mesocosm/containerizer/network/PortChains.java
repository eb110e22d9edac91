package io.mesocosm.containerizer.network;

import java.io.IOException;
import java.util.List;

/** The chains that the portmap plugin makes for itself and never removes. */
final class PortChains {
    private static final String PREFIX = "CNI-HOSTPORT-";

    private PortChains() {}

    /** Removes them when they lead to no container's chain any more. */
    static void removeUnused() throws IOException {
        List<String> rules =
                NatTable.rules().stream().filter(line -> line.contains("CNI-")).toList();
        if (rules.stream().anyMatch(rule -> rule.contains("CNI-DN-"))) {
            return;
        }
        for (String rule : rules) {
            if (rule.startsWith("-A ") && rule.contains(PREFIX)) {
                NatTable.delete(rule);
            }
        }
        for (String rule : rules) {
            if (rule.startsWith("-N " + PREFIX)) {
                NatTable.iptables(List.of("-X", rule.substring(3)));
            }
        }
    }
}
