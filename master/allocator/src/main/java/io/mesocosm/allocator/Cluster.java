package io.mesocosm.allocator;

import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The allocator's books: agents, frameworks, roles, who holds what, refusals, and what has changed
 * since it was last looked at. Keeps all sums up to date with every change.
 */
final class Cluster {
    final ResourceKinds kinds = new ResourceKinds();
    final DominantShare share;
    final QuotaBook quotas = new QuotaBook(kinds);
    final RoleNode root = new RoleNode(null, "");

    final Map<String, AgentEntry> agents = new LinkedHashMap<>();
    final Map<String, FrameworkEntry> frameworks = new HashMap<>();
    final Map<String, RoleNode> roles = new HashMap<>();
    final Map<String, Double> weights = new HashMap<>();

    private final PriorityQueue<Refusal> expiries =
            new PriorityQueue<>(Comparator.comparing((Refusal refusal) -> refusal.expires));

    /** Agents to look at in the next full cycle; may name an agent that has gone. */
    List<AgentEntry> dirtyAgents = new ArrayList<>();

    /** Raised whenever a client becomes more willing. */
    long generation;

    /** Agents on which quota may have kept something back: looked at when anything changes. */
    List<AgentEntry> withheld = new ArrayList<>();

    /** Whether a resource became free since the last full cycle. */
    boolean changed;

    /** Whether some client ever had a minimum of its own. */
    boolean customMinimum;

    /** Whether totals changed, so that every share did. */
    boolean totalsChanged;

    Cluster(AllocatorConfig config) {
        share = new DominantShare(kinds, config.fairSharingExcluded());
    }

    // Agents.

    void addAgent(AgentEntry agent, List<Allocation> used) {
        agents.put(agent.id, agent);
        agent.available = agent.profile.total();
        share.addTotal(kinds.quantities(agent.profile.total()));
        totalsChanged = true;
        for (Allocation allocation : used) {
            Client client = client(allocation.frameworkId(), allocation.role());
            Resources resources = allocation.resources().unallocate();
            agent.hold(client, resources);
            chargeShares(client, kinds.quantities(resources));
            client.role.markStale();
        }
        agent.available = agent.computeAvailable();
        if (quotas.isEnabled()) {
            quotas.addAgent(agent);
        }
        markDirty(agent);
    }

    void removeAgent(AgentEntry agent) {
        agents.remove(agent.id);
        if (quotas.isEnabled()) {
            quotas.removeAgent(agent);
        }
        share.removeTotal(kinds.quantities(agent.profile.total()));
        totalsChanged = true;
        for (AgentEntry.Holding at = agent.holdings; at != null; at = at.next) {
            at.client.role.dischargeSubtree(kinds.quantities(at.resources));
            at.client.discharge(kinds.quantities(at.resources));
            at.client.role.markStale();
            forgetIfIdle(at.client);
        }
        agent.holdings = null;
        agent.available = Resources.EMPTY;
        dropRefusals(agent);
    }

    /** Replaces the profile; what is held stays held. */
    void updateAgent(AgentEntry agent, AgentProfile profile) {
        if (quotas.isEnabled()) {
            quotas.removeAgent(agent);
        }
        if (!agent.profile.total().equals(profile.total())) {
            share.removeTotal(kinds.quantities(agent.profile.total()));
            share.addTotal(kinds.quantities(profile.total()));
            totalsChanged = true;
        }
        agent.setProfile(profile, kinds);
        agent.available = agent.computeAvailable();
        if (quotas.isEnabled()) {
            quotas.addAgent(agent);
        }
        markDirty(agent);
    }

    void markDirty(AgentEntry agent) {
        changed = true;
        if (!agent.dirty) {
            agent.dirty = true;
            dirtyAgents.add(agent);
        }
    }

    // Frameworks and roles.

    Client client(String frameworkId, String role) {
        FrameworkEntry framework = frameworks.computeIfAbsent(frameworkId, FrameworkEntry::new);
        Client known = framework.clients.get(role);
        if (known != null) {
            return known;
        }
        RoleNode node = role(role);
        Client client = new Client(framework, node);
        framework.clients.put(role, client);
        node.clients.put(frameworkId, client);
        return client;
    }

    @Nullable Client findClient(String frameworkId, String role) {
        FrameworkEntry framework = frameworks.get(frameworkId);
        return framework == null ? null : framework.clients.get(role);
    }

    private RoleNode role(String path) {
        RoleNode known = roles.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        RoleNode parent = slash < 0 ? root : role(path.substring(0, slash));
        RoleNode node = new RoleNode(parent, path);
        node.weight = weights.getOrDefault(path, 1.0);
        node.quota = quotas.account(node.top.path);
        parent.children.put(path, node);
        parent.markStale();
        roles.put(path, node);
        return node;
    }

    /** Forgets a client that neither wants nor has anything, and roles left empty by that. */
    void forgetIfIdle(Client client) {
        if (!client.isIdle()) {
            return;
        }
        client.framework.clients.remove(client.role.path);
        client.role.clients.remove(client.framework.id);
        client.role.markStale();
        client.refusals.clear();
        if (client.framework.profile == null && client.framework.clients.isEmpty()) {
            frameworks.remove(client.framework.id);
        }
        RoleNode node = client.role;
        while (node.parent != null && node.clients.isEmpty() && node.children.isEmpty()) {
            roles.remove(node.path);
            node.parent.children.remove(node.path);
            node.parent.markStale();
            node = node.parent;
        }
    }

    /** The client wants more than before: settled agents must be asked about it again. */
    void madeWilling(Client client) {
        client.changedAt = ++generation;
        client.role.markStale();
    }

    /** Brings every order up to date with what changed since the last cycle. */
    void refreshOrders() {
        root.refresh(share, totalsChanged);
        totalsChanged = false;
    }

    // Who holds what.

    /** Gives the resources to the client but leaves the orders as they are. */
    void give(AgentEntry agent, Client client, Resources resources) {
        agent.hold(client, resources);
        agent.take(agent.exclusive(resources));
        if (quotas.isEnabled()) {
            quotas.move(client.role.top.path, resources, 1);
        }
    }

    void chargeShares(Client client, long[] amounts) {
        client.charge(amounts);
        client.role.chargeSubtree(amounts);
    }

    /** Takes back what the client holds of the resources, and says what that was. */
    Resources release(AgentEntry agent, Client client, Resources resources) {
        AgentEntry.Holding holding = agent.holding(client);
        if (holding == null) {
            return Resources.EMPTY;
        }
        Resources rest = holding.resources.minus(resources);
        Resources released = rest.isEmpty() ? holding.resources : holding.resources.minus(rest);
        if (rest.isEmpty()) {
            agent.removeHolding(client);
        } else {
            holding.resources = rest;
        }
        long[] amounts = agent.amounts(released, kinds);
        client.discharge(amounts);
        client.role.dischargeSubtree(amounts);
        client.role.markStale();
        if (quotas.isEnabled()) {
            quotas.move(client.role.top.path, released, -1);
        }
        agent.available = agent.available.plus(agent.exclusive(released));
        markDirty(agent);
        return released;
    }

    // Refusals.

    void refuse(AgentEntry agent, Client client, Resources refused, Instant expires) {
        Refusal refusal = new Refusal(client, agent, refused, expires);
        refusal.next = client.refusals.put(agent, refusal);
        expiries.add(refusal);
    }

    /** Whether the client refused this much, or more, of the agent, and that is still in force. */
    static boolean isRefused(AgentEntry agent, Client client, Resources offer, Instant now) {
        if (client.refusals.isEmpty()) {
            return false;
        }
        for (Refusal at = client.refusals.get(agent); at != null; at = at.next) {
            if (now.isBefore(at.expires) && at.refused.contains(offer)) {
                return true;
            }
        }
        return false;
    }

    void expireRefusals(Instant now) {
        for (Refusal due = expiries.peek();
                due != null && !now.isBefore(due.expires);
                due = expiries.peek()) {
            expiries.remove();
            if (dropExpired(due, now)) {
                markDirty(due.agent);
            }
        }
    }

    private static boolean dropExpired(Refusal due, Instant now) {
        Refusal kept = null;
        boolean found = false;
        for (Refusal at = due.client.refusals.remove(due.agent); at != null; ) {
            Refusal next = at.next;
            found |= at == due;
            if (now.isBefore(at.expires)) {
                at.next = kept;
                kept = at;
            }
            at = next;
        }
        if (kept != null) {
            due.client.refusals.put(due.agent, kept);
        }
        return found;
    }

    void dropRefusals(AgentEntry agent) {
        for (FrameworkEntry framework : frameworks.values()) {
            for (Client client : framework.clients.values()) {
                client.refusals.remove(agent);
            }
        }
    }
}
