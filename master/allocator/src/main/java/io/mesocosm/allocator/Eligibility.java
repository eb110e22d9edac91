package io.mesocosm.allocator;

import io.mesocosm.allocator.FrameworkProfile.Capability;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a client may be offered an agent, and which of its resources (spec §1.2, §6). */
final class Eligibility {
    private final AllocatorConfig config;
    private final ResourceKinds kinds;
    private final List<long[]> minimum;

    Eligibility(AllocatorConfig config, ResourceKinds kinds) {
        this.config = config;
        this.kinds = kinds;
        this.minimum = vectors(config.minAllocatable());
    }

    List<long[]> vectors(List<ResourceQuantities> sets) {
        return sets.stream().map(kinds::vector).toList();
    }

    /** Whether the agent as such may be offered to the client. */
    boolean isCapable(Client client, AgentEntry agent) {
        FrameworkEntry framework = client.framework;
        if (agent.hasGpus
                && config.filterGpuResources()
                && !framework.has(Capability.GPU_RESOURCES)) {
            return false;
        }
        if (isRemote(agent) && !framework.has(Capability.REGION_AWARE)) {
            return false;
        }
        if (!agent.multiRole && framework.has(Capability.MULTI_ROLE)) {
            return false;
        }
        return client.role.parent == null
                || client.role.top == client.role
                || agent.hierarchicalRole;
    }

    private boolean isRemote(AgentEntry agent) {
        String region = agent.region;
        return region != null
                && config.masterRegion() != null
                && !region.equals(config.masterRegion());
    }

    boolean meetsConstraints(Client client, AgentEntry agent) {
        FrameworkProfile profile = client.framework.profile;
        return profile == null
                || profile.constraints().groups().isEmpty()
                || profile.constraints().accept(client.role.path, agent.profile);
    }

    /** The resources without those the framework does not understand. */
    Resources understood(Resources resources, FrameworkEntry framework) {
        boolean shared = framework.has(Capability.SHARED_RESOURCES);
        boolean revocable = framework.has(Capability.REVOCABLE_RESOURCES);
        boolean refined = framework.has(Capability.RESERVATION_REFINEMENT);
        return resources.filter(
                r ->
                        (shared || !r.isShared())
                                && (revocable || !r.isRevocable())
                                && (refined || r.traits().reservations().size() <= 1));
    }

    /** Whether an offer of these amounts is worth sending to the client. */
    boolean isWorthwhile(@Nullable List<long[]> own, long[] amounts) {
        List<long[]> sets = own == null ? minimum : own;
        if (sets.isEmpty()) {
            return true;
        }
        for (long[] set : sets) {
            if (reaches(amounts, set)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reaches(long[] amounts, long[] set) {
        for (int kind = 0; kind < set.length; kind++) {
            if (set[kind] > (kind < amounts.length ? amounts[kind] : 0)) {
                return false;
            }
        }
        return true;
    }
}
