package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.resources.Resources;

/**
 * Resources of an agent that a framework has or gets in a role: what a cycle decided to offer, and
 * what is already in use when an agent comes back. The resources carry no allocation role.
 */
public record Allocation(String frameworkId, String role, String agentId, Resources resources) {
    public Allocation {
        requireNonNull(frameworkId, "frameworkId");
        requireNonNull(role, "role");
        requireNonNull(agentId, "agentId");
        requireNonNull(resources, "resources");
    }

    /** Both resources together; framework, role and agent are taken to be the same. */
    Allocation plus(Allocation other) {
        return new Allocation(frameworkId, role, agentId, resources.plus(other.resources));
    }
}
