package io.mesocosm.master.core.agent;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an agent that the master decides on: {@code info} is the encoded AgentInfo (its id
 * may be unset), {@code address} the {@code ip:port} of its HTTP endpoints, {@code capabilities}
 * the announced names, {@code region} of its fault domain or null.
 */
public record AgentSpec(
        String hostname,
        String address,
        String version,
        Resources total,
        List<Attribute> attributes,
        Set<String> capabilities,
        @Nullable String region,
        @Nullable String zone,
        Payload info) {
    public AgentSpec {
        requireNonNull(hostname, "hostname");
        requireNonNull(address, "address");
        requireNonNull(version, "version");
        requireNonNull(total, "total");
        requireNonNull(info, "info");
        attributes = List.copyOf(attributes);
        capabilities = Set.copyOf(capabilities);
    }

    public AgentSpec withTotal(Resources newTotal) {
        return new AgentSpec(
                hostname, address, version, newTotal, attributes, capabilities, region, zone, info);
    }
}
