package io.mesocosm.allocator;

import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One allocation cycle (spec §6): for every candidate agent, in random order, roles in fair order,
 * in each role frameworks in fair order; the first that may have what the agent has left gets it
 * all. Where guarantees are owed, a first pass serves only the roles they are owed to.
 */
final class AllocationCycle {
    private final Cluster cluster;
    private final Eligibility eligibility;
    private final Portions portions;
    private final Instant now;

    private final List<Allocation> offers = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>(2);
    private final List<Grant> sharedGrants = new ArrayList<>(0);
    private boolean guaranteesOnly;

    private record Grant(AgentEntry agent, Client client, Portion portion) {}

    AllocationCycle(Cluster cluster, Eligibility eligibility, Instant now) {
        this.cluster = cluster;
        this.eligibility = eligibility;
        this.portions = new Portions(cluster, eligibility);
        this.now = now;
    }

    List<Allocation> run(List<AgentEntry> candidates, long seed) {
        AgentEntry[] agents = offerable(candidates);
        shuffle(agents, new SplittableRandom(seed));
        cluster.refreshOrders();
        if (portions.startGuarantees()) {
            guaranteesOnly = true;
            serve(agents);
            guaranteesOnly = false;
        }
        portions.startFairShares(agents);
        serve(agents);
        restoreShared();
        return merged();
    }

    private void serve(AgentEntry[] agents) {
        for (AgentEntry agent : agents) {
            if (portions.mayHaveAny(agent, guaranteesOnly)) {
                offerToRoles(agent, cluster.root);
                closeGrants();
            }
            if (!guaranteesOnly) {
                settle(agent);
            }
        }
    }

    /** Pre-order walk over the tree of roles, siblings in fair order. */
    private void offerToRoles(AgentEntry agent, RoleNode role) {
        if (!role.isInner()) {
            offerToFrameworks(agent, role);
            return;
        }
        for (int i = 0; i < role.childOrder.size() && agent.hasFree(); i++) {
            switch (role.childOrder.get(i)) {
                case RoleNode child -> offerToRoles(agent, child);
                default -> offerToFrameworks(agent, role);
            }
        }
    }

    private void offerToFrameworks(AgentEntry agent, RoleNode role) {
        Portion portion = portions.of(agent, role, guaranteesOnly);
        for (int i = 0; i < role.clientOrder.size() && !portion.isEmpty(); i++) {
            Client client = role.clientOrder.get(i);
            if (!agent.isSettledFor(client) && offer(agent, client, portion)) {
                portion = portions.of(agent, role, guaranteesOnly);
            }
        }
    }

    private boolean offer(AgentEntry agent, Client client, Portion portion) {
        if (!eligibility.isCapable(client, agent)) {
            return false;
        }
        Portion own = portions.understood(agent, client, portion);
        if (own.isEmpty()
                || !eligibility.isWorthwhile(client.minimum, own.amounts())
                || !eligibility.meetsConstraints(client, agent)
                || Cluster.isRefused(agent, client, own.resources(), now)) {
            return false;
        }
        grant(new Grant(agent, client, own));
        return true;
    }

    private void grant(Grant grant) {
        AgentEntry agent = grant.agent;
        cluster.give(agent, grant.client, grant.portion.resources());
        if (!agent.plain) {
            Resources shared = grant.portion.resources().shared();
            if (!shared.isEmpty()) {
                agent.available = agent.available.minus(shared);
                sharedGrants.add(grant);
            }
        }
        grants.add(grant);
        offers.add(
                new Allocation(
                        grant.client.framework.id,
                        grant.client.role.path,
                        agent.id,
                        grant.portion.resources()));
    }

    /** Moves whoever was granted something of an agent in the orders, once the agent is through. */
    private void closeGrants() {
        for (Grant grant : grants) {
            cluster.chargeShares(grant.client, grant.portion.amounts());
            grant.client.role.moved(grant.client, cluster.share);
            portions.granted(grant.client.role.top, guaranteesOnly);
        }
        grants.clear();
    }

    private void settle(AgentEntry agent) {
        agent.settledAt = cluster.generation;
        if (cluster.quotas.isEnabled() && agent.hasFree()) {
            cluster.withheld.add(agent);
        }
    }

    /** Shared volumes can be offered again while in use, but once a cycle. */
    private void restoreShared() {
        for (Grant grant : sharedGrants) {
            grant.agent.available = grant.agent.available.plus(grant.portion.resources().shared());
        }
    }

    private List<Allocation> merged() {
        if (!portions.hadGuarantees()) {
            return offers;
        }
        record Target(String frameworkId, String role, String agentId) {}
        Map<Target, Allocation> merged = new LinkedHashMap<>();
        for (Allocation offer : offers) {
            merged.merge(
                    new Target(offer.frameworkId(), offer.role(), offer.agentId()),
                    offer,
                    Allocation::plus);
        }
        return List.copyOf(merged.values());
    }

    private static AgentEntry[] offerable(List<AgentEntry> candidates) {
        List<AgentEntry> kept = new ArrayList<>(candidates.size());
        for (AgentEntry agent : candidates) {
            if (agent.isOfferable() && agent.hasFree()) {
                kept.add(agent);
            }
        }
        return kept.toArray(AgentEntry[]::new);
    }

    private static void shuffle(AgentEntry[] agents, SplittableRandom random) {
        for (int i = agents.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            AgentEntry swapped = agents[i];
            agents[i] = agents[j];
            agents[j] = swapped;
        }
    }
}
