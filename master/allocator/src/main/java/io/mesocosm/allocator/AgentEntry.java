package io.mesocosm.allocator;

import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Traits;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the allocator tracks it.
 *
 * <p>What a cycle leaves on an agent is what nobody wanted then. It is looked at again only when
 * the agent changes ({@code dirty}) or for clients that became more willing after {@code
 * settledAt}: this is what makes a cycle cost what changed, not what there is.
 */
final class AgentEntry {
    final String id;
    AgentProfile profile;
    boolean active = true;
    boolean whitelisted = true;

    /** What is not allocated; shared volumes stay in it while they are in use. */
    Resources available = Resources.EMPTY;

    @Nullable Holding holdings;

    boolean dirty;
    boolean triggered;
    long settledAt;

    /** Whether all its resources are unreserved and nothing special: the common, fast case. */
    boolean plain;

    boolean hasGpus;
    boolean multiRole;
    boolean hierarchicalRole;
    @Nullable String region;

    // The cycle visits agents in random order: it reads these fields in place of the objects
    // behind the profile, which would each be a cache miss.
    private Resources total;
    private boolean hasAny;

    private long[] totalAmounts;

    AgentEntry(String id, AgentProfile profile, ResourceKinds kinds) {
        this.id = id;
        this.profile = profile;
        this.total = profile.total();
        this.totalAmounts = kinds.quantities(total);
        setProfile(profile, kinds);
    }

    /** What one client has of one agent. */
    static final class Holding {
        final Client client;
        Resources resources;
        @Nullable Holding next;

        Holding(Client client, Resources resources, @Nullable Holding next) {
            this.client = client;
            this.resources = resources;
            this.next = next;
        }
    }

    void setProfile(AgentProfile newProfile, ResourceKinds kinds) {
        profile = newProfile;
        plain = true;
        for (int i = 0; i < newProfile.total().size(); i++) {
            plain &= newProfile.total().get(i).traits().equals(Traits.PLAIN);
        }
        totalAmounts = kinds.quantities(newProfile.total());
        hasGpus = newProfile.total().milli(Resource.GPUS) > 0;
        multiRole = newProfile.capabilities().contains(AgentProfile.Capability.MULTI_ROLE);
        hierarchicalRole =
                newProfile.capabilities().contains(AgentProfile.Capability.HIERARCHICAL_ROLE);
        region = newProfile.region();
        total = newProfile.total();
        hasAny = !total.isEmpty();
    }

    /** How much of each kind the resources are; known beforehand when they are the whole agent. */
    @SuppressWarnings("ReferenceEquality") // A cheap guess that misses is only slower.
    long[] amounts(Resources resources, ResourceKinds kinds) {
        return resources == total ? totalAmounts : kinds.quantities(resources);
    }

    /** Takes the resources out of the free ones. */
    @SuppressWarnings("ReferenceEquality") // A cheap guess that misses is only slower.
    void take(Resources resources) {
        available = available == resources ? Resources.EMPTY : available.minus(resources);
    }

    /** Whether anything is free. */
    @SuppressWarnings("ReferenceEquality") // A cheap guess that misses is only slower.
    boolean hasFree() {
        return available == total ? hasAny : !available.isEmpty();
    }

    /** The resources that only one can hold at a time. */
    Resources exclusive(Resources resources) {
        return plain ? resources : resources.nonShared();
    }

    boolean isOfferable() {
        return active && whitelisted;
    }

    /** Whether a cycle found that the client does not want what is here, and neither changed. */
    boolean isSettledFor(Client client) {
        return !dirty && client.changedAt <= settledAt;
    }

    @Nullable Holding holding(Client client) {
        Holding at = holdings;
        while (at != null && at.client != client) {
            at = at.next;
        }
        return at;
    }

    void hold(Client client, Resources resources) {
        Holding held = holding(client);
        if (held == null) {
            holdings = new Holding(client, resources, holdings);
        } else {
            held.resources = held.resources.plus(resources);
        }
    }

    void removeHolding(Client client) {
        if (holdings != null && holdings.client == client) {
            holdings = holdings.next;
            return;
        }
        for (Holding at = holdings; at != null && at.next != null; at = at.next) {
            if (at.next.client == client) {
                at.next = at.next.next;
                return;
            }
        }
    }

    /** What is left of the total beside the holdings. */
    Resources computeAvailable() {
        Resources left = profile.total();
        for (Holding at = holdings; at != null; at = at.next) {
            left = left.minus(at.resources.nonShared());
        }
        return left;
    }
}
