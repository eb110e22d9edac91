package io.mesocosm.allocator;

import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts out of an agent's free resources what a role may be offered: all that is unreserved or
 * reserved to it, but of unreserved scalars no more than its quota and the headroom of others'
 * guarantees allow (spec §6, stages 1 and 2). Lives for one cycle.
 */
final class Portions {
    private final Cluster cluster;
    private final QuotaBook quotas;
    private final ResourceKinds kinds;
    private final Eligibility eligibility;
    private final boolean limited;
    private boolean hadGuarantees;

    /** Whether a role at its limit can be left out, because no agent has anything else for it. */
    private boolean exhaustedLeave;

    Portions(Cluster cluster, Eligibility eligibility) {
        this.cluster = cluster;
        this.quotas = cluster.quotas;
        this.kinds = cluster.kinds;
        this.eligibility = eligibility;
        this.limited = quotas.isEnabled();
    }

    /** Lets only roles that are owed guarantees compete; gives whether there are any. */
    boolean startGuarantees() {
        hadGuarantees =
                limited
                        && cluster.root.restrict(
                                cluster.share, role -> role.quota != null && role.quota.isOwed());
        return hadGuarantees;
    }

    void startFairShares(AgentEntry[] agents) {
        if (!limited) {
            return;
        }
        exhaustedLeave = !cluster.customMinimum;
        for (AgentEntry agent : agents) {
            exhaustedLeave &= agent.plain;
        }
        cluster.root.restrict(cluster.share, role -> !exhaustedLeave || !isExhausted(role));
        // The next cycle starts from all roles again.
        cluster.root.markStale();
    }

    boolean hadGuarantees() {
        return hadGuarantees;
    }

    /** Whether the agent is worth a walk over the roles. */
    boolean mayHaveAny(AgentEntry agent, boolean guaranteesOnly) {
        if (!agent.hasFree()) {
            return false;
        }
        if (!limited || guaranteesOnly || !agent.plain || cluster.customMinimum) {
            return true;
        }
        long[] most = kinds.quantities(agent.available);
        for (int kind = 0; kind < most.length; kind++) {
            most[kind] = Math.min(most[kind], quotas.spare(kind));
        }
        return eligibility.isWorthwhile(null, most);
    }

    Portion of(AgentEntry agent, RoleNode role, boolean guaranteesOnly) {
        if (limited) {
            return Portion.of(cut(agent, role, guaranteesOnly), kinds);
        }
        if (!agent.hasFree()) {
            return Portion.NONE;
        }
        if (agent.plain) {
            return new Portion(agent.available, agent.amounts(agent.available, kinds));
        }
        return Portion.of(agent.available.allocatableTo(role.path), kinds);
    }

    /** The portion without what the client's framework does not understand. */
    Portion understood(AgentEntry agent, Client client, Portion portion) {
        if (agent.plain) {
            return portion;
        }
        return Portion.of(eligibility.understood(portion.resources(), client.framework), kinds);
    }

    /** Takes a role out of the competition when it has all it can get. */
    void granted(RoleNode top, boolean guaranteesOnly) {
        if (!limited || top.slot < 0) {
            return;
        }
        boolean done =
                guaranteesOnly
                        ? top.quota == null || !top.quota.isOwed()
                        : exhaustedLeave && isExhausted(top);
        if (done) {
            cluster.root.childOrder.remove(top);
        }
    }

    private boolean isExhausted(RoleNode top) {
        if (top.quota == null) {
            return false;
        }
        long[] allowed = new long[kinds.size()];
        for (int kind = 0; kind < allowed.length; kind++) {
            allowed[kind] = top.quota.allowed(kind);
        }
        return !eligibility.isWorthwhile(null, allowed);
    }

    private Resources cut(AgentEntry agent, RoleNode role, boolean guaranteesOnly) {
        QuotaAccount account = role.top.quota;
        long[] budget = budget(account, guaranteesOnly);
        List<Resource> result = new ArrayList<>(agent.available.size());
        boolean progress = false;
        for (Resource resource : agent.available) {
            if (!resource.isAllocatableTo(role.path)) {
                continue;
            }
            if (!(resource.value() instanceof Value.Scalar scalar)
                    || resource.isReserved()
                    || resource.isRevocable()) {
                result.add(resource);
                continue;
            }
            int kind = kinds.kind(resource.name());
            long amount = Math.min(scalar.milli(), budget[kind]);
            boolean whole = amount == scalar.milli();
            if (amount > 0 && (whole || resource.traits().isDivisible())) {
                budget[kind] -= amount;
                result.add(whole ? resource : resource.withValue(new Value.Scalar(amount)));
                progress |= account != null && account.owed(kind) > 0;
            }
        }
        boolean all = result.size() == agent.available.size() && unchanged(result, agent);
        return guaranteesOnly && !progress
                ? Resources.EMPTY
                : all ? agent.available : Resources.of(result);
    }

    private static boolean unchanged(List<Resource> result, AgentEntry agent) {
        for (int i = 0; i < result.size(); i++) {
            if (!result.get(i).equals(agent.available.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * How much of each kind a role may get more. In the first stage kinds with a guarantee are
     * given up to it and others may burst into the spare headroom; in the second, what is spare.
     */
    private long[] budget(@Nullable QuotaAccount account, boolean guaranteesOnly) {
        long[] budget = new long[kinds.size()];
        for (int kind = 0; kind < budget.length; kind++) {
            if (account == null) {
                budget[kind] = quotas.spare(kind);
            } else if (guaranteesOnly && account.guarantees(kind)) {
                budget[kind] = account.owed(kind);
            } else {
                budget[kind] = Math.min(account.allowed(kind), quotas.spare(kind));
            }
        }
        return budget;
    }
}
