package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the allocator knows of an agent: its resources and what decides who may be offered them. */
public record AgentProfile(
        String hostname,
        Resources total,
        List<Attribute> attributes,
        @Nullable String region,
        @Nullable String zone,
        Set<Capability> capabilities) {

    /** The agent capabilities (AgentInfo.capabilities) that restrict who is offered the agent. */
    public enum Capability {
        MULTI_ROLE,
        HIERARCHICAL_ROLE
    }

    public AgentProfile {
        requireNonNull(hostname, "hostname");
        requireNonNull(total, "total");
        attributes = List.copyOf(attributes);
        capabilities = Set.copyOf(capabilities);
    }

    /** An agent with all capabilities, without attributes or fault domain. */
    public static AgentProfile of(String hostname, Resources total) {
        return new AgentProfile(
                hostname, total, List.of(), null, null, Set.of(Capability.values()));
    }

    public AgentProfile withTotal(Resources newTotal) {
        return new AgentProfile(hostname, newTotal, attributes, region, zone, capabilities);
    }

    public AgentProfile withAttributes(List<Attribute> newAttributes) {
        return new AgentProfile(hostname, total, newAttributes, region, zone, capabilities);
    }
}
