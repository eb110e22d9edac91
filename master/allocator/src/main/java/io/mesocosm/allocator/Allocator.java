package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Roles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hierarchical DRF allocator (spec §6): told of every change, it says on request who is to be
 * offered what. Mutable, deterministic, owned by one thread. What it hands out counts as allocated
 * until it is {@link #recover recovered}. Calls about agents and frameworks it does not know are
 * ignored. All resources are without allocation roles; roles are named beside them.
 */
public final class Allocator {
    private final Cluster cluster;
    private final Eligibility eligibility;

    private @Nullable Set<String> whitelist;
    private boolean allTriggered;
    private List<AgentEntry> triggered = new ArrayList<>();

    /** The generation that the last look at all agents took in. */
    private long settledGeneration;

    public Allocator(AllocatorConfig config) {
        requireNonNull(config, "config");
        this.cluster = new Cluster(config);
        this.eligibility = new Eligibility(config, cluster.kinds);
    }

    // Agents.

    /** Adds an active agent; {@code used} is what frameworks, known or not, already hold of it. */
    public void addAgent(String agentId, AgentProfile profile, List<Allocation> used) {
        removeAgent(agentId);
        AgentEntry agent = new AgentEntry(agentId, profile, cluster.kinds);
        agent.whitelisted = isWhitelisted(profile);
        cluster.addAgent(agent, used);
        trigger(agent);
    }

    /** Replaces what is known of the agent; changed attributes drop its offer filters. */
    public void updateAgent(String agentId, AgentProfile profile) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent == null || agent.profile.equals(profile)) {
            return;
        }
        if (!agent.profile.attributes().equals(profile.attributes())) {
            cluster.dropRefusals(agent);
        }
        cluster.updateAgent(agent, profile);
        agent.whitelisted = isWhitelisted(profile);
        trigger(agent);
    }

    /** Replaces the agent's resources only. */
    public void updateTotal(String agentId, Resources total) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent != null) {
            updateAgent(agentId, agent.profile.withTotal(total));
        }
    }

    /** Forgets the agent and all that is allocated on it. */
    public void removeAgent(String agentId) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent != null) {
            cluster.removeAgent(agent);
        }
    }

    /** Lets the agent be offered again. */
    public void activateAgent(String agentId) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent != null && !agent.active) {
            agent.active = true;
            cluster.markDirty(agent);
            trigger(agent);
        }
    }

    /** Keeps the agent from being offered; what is allocated stays so. */
    public void deactivateAgent(String agentId) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent != null) {
            agent.active = false;
        }
    }

    /** Offers agents with these host names only; null means all. */
    public void updateWhitelist(@Nullable Set<String> hostnames) {
        whitelist = hostnames == null ? null : Set.copyOf(hostnames);
        for (AgentEntry agent : cluster.agents.values()) {
            boolean listed = isWhitelisted(agent.profile);
            if (listed && !agent.whitelisted) {
                cluster.markDirty(agent);
            }
            agent.whitelisted = listed;
        }
    }

    private boolean isWhitelisted(AgentProfile profile) {
        return whitelist == null || whitelist.contains(profile.hostname());
    }

    // Frameworks.

    /** Adds a framework; what it already holds came, or comes, with the agents. */
    public void addFramework(String frameworkId, FrameworkProfile profile, boolean active) {
        FrameworkEntry framework =
                cluster.frameworks.computeIfAbsent(frameworkId, FrameworkEntry::new);
        framework.active = active;
        subscribe(framework, profile);
        framework.clients.values().forEach(cluster::madeWilling);
        allTriggered = true;
    }

    /**
     * Replaces what is known of the framework (spec §1.3, UPDATE_FRAMEWORK): roles it left lose
     * their filters, roles no longer suppressed are revived.
     */
    public void updateFramework(String frameworkId, FrameworkProfile profile) {
        FrameworkEntry framework = cluster.frameworks.get(frameworkId);
        if (framework != null && framework.profile != null) {
            subscribe(framework, profile);
            allTriggered = true;
        }
    }

    private void subscribe(FrameworkEntry framework, FrameworkProfile profile) {
        boolean changed = !profile.equals(framework.profile);
        framework.profile = profile;
        for (String role : profile.roles()) {
            Client client = cluster.client(framework.id, role);
            List<ResourceQuantities> minimum = profile.minAllocatable().get(role);
            client.minimum = minimum == null ? null : eligibility.vectors(minimum);
            cluster.customMinimum |= minimum != null;
            boolean suppressed = profile.suppressedRoles().contains(role);
            boolean revived = client.suppressed && !suppressed;
            if (revived) {
                client.refusals.clear();
            }
            if (changed || revived || !client.subscribed) {
                cluster.madeWilling(client);
            }
            client.subscribed = true;
            client.suppressed = suppressed;
            client.role.markStale();
        }
        for (Client client : List.copyOf(framework.clients.values())) {
            if (!profile.roles().contains(client.role.path)) {
                unsubscribe(client);
            }
        }
    }

    private void unsubscribe(Client client) {
        client.subscribed = false;
        client.suppressed = false;
        client.refusals.clear();
        client.role.markStale();
        cluster.forgetIfIdle(client);
    }

    /** Forgets the framework and takes back all it holds. */
    public void removeFramework(String frameworkId) {
        FrameworkEntry framework = cluster.frameworks.get(frameworkId);
        if (framework == null) {
            return;
        }
        for (Client client : List.copyOf(framework.clients.values())) {
            releaseAll(client);
            unsubscribe(client);
        }
        cluster.frameworks.remove(frameworkId);
    }

    private void releaseAll(Client client) {
        if (client.allocated.isZero() && !cluster.quotas.isEnabled()) {
            return;
        }
        for (AgentEntry agent : cluster.agents.values()) {
            AgentEntry.Holding holding = agent.holding(client);
            if (holding != null) {
                cluster.release(agent, client, holding.resources);
            }
        }
    }

    /** Offers to the framework again. */
    public void activateFramework(String frameworkId) {
        FrameworkEntry framework = cluster.frameworks.get(frameworkId);
        if (framework != null && !framework.active) {
            framework.active = true;
            framework.clients.values().forEach(cluster::madeWilling);
            allTriggered = true;
        }
    }

    /** Makes no offers to the framework; its filters are dropped, what it holds stays allocated. */
    public void deactivateFramework(String frameworkId) {
        FrameworkEntry framework = cluster.frameworks.get(frameworkId);
        if (framework != null) {
            framework.active = false;
            for (Client client : framework.clients.values()) {
                client.refusals.clear();
                client.role.markStale();
            }
        }
    }

    /** Stops offers in these roles; none named means all. Filters stay. */
    public void suppress(String frameworkId, Collection<String> roles) {
        for (Client client : clients(frameworkId, roles)) {
            client.suppressed = true;
            client.role.markStale();
        }
    }

    /** Ends suppression and filters in these roles; none named means all. */
    public void revive(String frameworkId, Collection<String> roles) {
        for (Client client : clients(frameworkId, roles)) {
            client.suppressed = false;
            client.refusals.clear();
            cluster.madeWilling(client);
            allTriggered = true;
        }
    }

    private List<Client> clients(String frameworkId, Collection<String> roles) {
        FrameworkEntry framework = cluster.frameworks.get(frameworkId);
        if (framework == null) {
            return List.of();
        }
        return framework.clients.values().stream()
                .filter(c -> c.subscribed)
                .filter(c -> roles.isEmpty() || roles.contains(c.role.path))
                .toList();
    }

    // Roles.

    /** Sets the weight of a role, by its full path; 1.0 is the default. */
    public void updateWeight(String role, double weight) {
        if (!(weight > 0)) {
            throw new IllegalArgumentException(
                    "Invalid weight '" + weight + "' of role '" + role + "': must be positive");
        }
        cluster.weights.put(role, weight);
        RoleNode node = cluster.roles.get(role);
        if (node != null) {
            node.weight = weight;
            node.markStale();
        }
    }

    /** Sets the quota of a top-level role; {@link Quota#NONE} takes it away. */
    public void updateQuota(String role, Quota quota) {
        if (!Roles.topLevel(role).equals(role)) {
            throw new IllegalArgumentException(
                    "Invalid quota for role '" + role + "': only top-level roles can have one");
        }
        cluster.quotas.update(role, quota, cluster.agents.values());
        for (RoleNode node : cluster.roles.values()) {
            node.quota = cluster.quotas.account(node.top.path);
        }
        for (AgentEntry agent : cluster.agents.values()) {
            if (!agent.available.isEmpty()) {
                cluster.markDirty(agent);
            }
        }
        allTriggered = true;
    }

    // Resources.

    /**
     * Takes back resources that were declined, rescinded or are no longer used, and gives what was
     * in fact taken back: less than asked when the client holds less. A filter keeps them, and any
     * part of them, from this framework and role until it expires.
     */
    public Resources recover(
            String frameworkId,
            String role,
            String agentId,
            Resources resources,
            @Nullable OfferFilter filter) {
        AgentEntry agent = cluster.agents.get(agentId);
        Client client = cluster.findClient(frameworkId, role);
        if (agent == null || client == null || resources.isEmpty()) {
            return Resources.EMPTY;
        }
        Resources released = cluster.release(agent, client, resources.unallocate());
        if (filter != null && client.subscribed && !released.isEmpty()) {
            cluster.refuse(agent, client, released, filter.expires());
        }
        cluster.forgetIfIdle(client);
        return released;
    }

    /** Counts more resources as held: tasks that a returning agent tells of, shared volumes. */
    public void charge(Allocation used) {
        AgentEntry agent = cluster.agents.get(used.agentId());
        if (agent == null) {
            return;
        }
        Client client = cluster.client(used.frameworkId(), used.role());
        Resources resources = used.resources().unallocate();
        cluster.give(agent, client, resources);
        cluster.chargeShares(client, cluster.kinds.quantities(resources));
        client.role.markStale();
    }

    /**
     * Converts resources within what a framework holds, and in the agent's total: an accepted
     * operation (spec §1.4). Gives whether it held {@code from}.
     */
    public boolean convertAllocated(Allocation from, Resources to) {
        AgentEntry agent = cluster.agents.get(from.agentId());
        Client client = cluster.findClient(from.frameworkId(), from.role());
        if (agent == null || client == null) {
            return false;
        }
        AgentEntry.Holding holding = agent.holding(client);
        if (holding == null || !holding.resources.contains(from.resources())) {
            return false;
        }
        cluster.release(agent, client, from.resources());
        convertTotal(agent, from.resources(), to);
        charge(new Allocation(from.frameworkId(), from.role(), from.agentId(), to));
        return true;
    }

    /**
     * Converts resources that nobody holds: an operator's operation. Gives whether {@code from} was
     * free.
     */
    public boolean convertAvailable(String agentId, Resources from, Resources to) {
        AgentEntry agent = cluster.agents.get(agentId);
        if (agent == null || !agent.available.contains(from)) {
            return false;
        }
        convertTotal(agent, from, to);
        trigger(agent);
        return true;
    }

    private void convertTotal(AgentEntry agent, Resources from, Resources to) {
        Resources total = agent.profile.total().minus(from).plus(to);
        cluster.updateAgent(agent, agent.profile.withTotal(total));
    }

    // Cycles.

    /** Whether something happened that does not wait for the next interval (spec §6, triggers). */
    public boolean isTriggered() {
        return allTriggered || !triggered.isEmpty();
    }

    /** A cycle over the agents that triggers named; to be run when {@link #isTriggered}. */
    public List<Allocation> allocateTriggered(Instant now, long seed) {
        if (allTriggered) {
            return allocateAll(now, seed);
        }
        List<AgentEntry> candidates = triggered;
        cluster.dirtyAgents.removeIf(a -> a.triggered);
        clearTriggers();
        List<Allocation> offers = run(candidates, now, seed);
        candidates.forEach(a -> a.dirty = false);
        return offers;
    }

    /** A cycle over all agents: what every allocation interval asks for. */
    public List<Allocation> allocateAll(Instant now, long seed) {
        cluster.expireRefusals(now);
        boolean willing = cluster.generation > settledGeneration;
        if (!willing && !cluster.changed) {
            clearTriggers();
            return List.of();
        }
        // What quota kept back on an agent depends on all that is free and used elsewhere.
        cluster.withheld.forEach(cluster::markDirty);
        cluster.withheld = new ArrayList<>();
        List<AgentEntry> candidates = willing ? agentsWithResources() : cluster.dirtyAgents;
        List<AgentEntry> dirty = cluster.dirtyAgents;
        clearTriggers();
        settledGeneration = cluster.generation;
        cluster.dirtyAgents = new ArrayList<>();
        cluster.changed = false;
        List<Allocation> offers = run(candidates, now, seed);
        dirty.forEach(a -> a.dirty = false);
        return offers;
    }

    private void clearTriggers() {
        triggered.forEach(a -> a.triggered = false);
        triggered = new ArrayList<>();
        allTriggered = false;
    }

    private List<AgentEntry> agentsWithResources() {
        List<AgentEntry> candidates = new ArrayList<>(cluster.agents.size());
        for (AgentEntry agent : cluster.agents.values()) {
            if (!agent.available.isEmpty()) {
                candidates.add(agent);
            }
        }
        return candidates;
    }

    private List<Allocation> run(List<AgentEntry> candidates, Instant now, long seed) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        return new AllocationCycle(cluster, eligibility, now).run(candidates, seed);
    }

    private void trigger(AgentEntry agent) {
        if (!agent.triggered) {
            agent.triggered = true;
            triggered.add(agent);
        }
    }

    // What is seen from outside.

    /** What of the agent nobody holds. */
    public Resources available(String agentId) {
        AgentEntry agent = cluster.agents.get(agentId);
        return agent == null ? Resources.EMPTY : agent.available;
    }

    /** What the framework holds of the agent in the role. */
    public Resources held(String frameworkId, String role, String agentId) {
        AgentEntry agent = cluster.agents.get(agentId);
        Client client = cluster.findClient(frameworkId, role);
        AgentEntry.Holding holding = agent == null || client == null ? null : agent.holding(client);
        return holding == null ? Resources.EMPTY : holding.resources;
    }

    /** How much of its quota a top-level role has used up. */
    public ResourceQuantities consumedQuota(String role) {
        QuotaAccount account = cluster.quotas.account(role);
        return account == null
                ? ResourceQuantities.EMPTY
                : cluster.kinds.quantities(account.consumed);
    }

    /** The weights that were set. */
    public Map<String, Double> weights() {
        return Map.copyOf(cluster.weights);
    }

    Set<String> knownRoles() {
        return new HashSet<>(cluster.roles.keySet());
    }
}
