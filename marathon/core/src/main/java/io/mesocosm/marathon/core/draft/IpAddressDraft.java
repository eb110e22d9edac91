package io.mesocosm.marathon.core.draft;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deprecated way to ask for an address of one's own: {@code ipAddress} (spec §2.2). */
public record IpAddressDraft(
        @Nullable String networkName,
        Map<String, String> labels,
        List<DiscoveryPort> discoveryPorts) {

    /** A port named in {@code ipAddress.discovery.ports}. */
    public record DiscoveryPort(int number, String name, String protocol) {}
}
