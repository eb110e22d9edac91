package io.mesocosm.allocator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A role in the tree of roles, with the frameworks in it. A role that has both frameworks of its
 * own and roles below it competes with those as a virtual leaf {@code role/.} (spec §6).
 */
final class RoleNode extends Sharer {
    final @Nullable RoleNode parent;
    final RoleNode top;
    final Map<String, RoleNode> children = new HashMap<>();
    final Map<String, Client> clients = new HashMap<>();
    final FairOrder<Client> clientOrder = new FairOrder<>();
    final FairOrder<Sharer> childOrder = new FairOrder<>();
    final OwnLeaf own;

    double weight = 1.0;
    @Nullable QuotaAccount quota;

    private boolean stale = true;

    /** On the root: the active top-level roles. */
    private List<Sharer> competitors = List.of();

    /** The frameworks of a role, seen as a sibling of the roles below it. */
    static final class OwnLeaf extends Sharer {
        final RoleNode role;

        OwnLeaf(RoleNode role, String path) {
            super(path);
            this.role = role;
        }
    }

    RoleNode(@Nullable RoleNode parent, String path) {
        super(path);
        this.parent = parent;
        // The root is nobody's top-level role; its children are their own.
        this.top = parent == null || parent.parent == null ? this : parent.top;
        this.own = new OwnLeaf(this, path + "/.");
    }

    @Override
    double weight() {
        return weight;
    }

    boolean hasActiveClients() {
        return clientOrder.size() > 0;
    }

    boolean isActive() {
        return hasActiveClients() || childOrder.size() > 0;
    }

    /** Whether frameworks and roles below compete here, rather than frameworks alone. */
    boolean isInner() {
        return childOrder.size() > 0;
    }

    void chargeSubtree(long[] amounts) {
        own.charge(amounts);
        for (RoleNode at = this; at != null; at = at.parent) {
            at.charge(amounts);
        }
    }

    void dischargeSubtree(long[] amounts) {
        own.discharge(amounts);
        for (RoleNode at = this; at != null; at = at.parent) {
            at.discharge(amounts);
        }
    }

    /** Has the orders from here to the root made anew before the next cycle. */
    void markStale() {
        for (RoleNode at = this; at != null && !at.stale; at = at.parent) {
            at.stale = true;
        }
    }

    void refresh(DominantShare share, boolean all) {
        if (!all && !stale) {
            return;
        }
        stale = false;
        List<Client> active = new ArrayList<>(clients.size());
        for (Client client : clients.values()) {
            if (client.isActive()) {
                active.add(client);
            }
        }
        clientOrder.reset(active, share);
        List<Sharer> sharers = new ArrayList<>(children.size() + 1);
        for (RoleNode child : children.values()) {
            child.refresh(share, all);
            if (child.isActive()) {
                sharers.add(child);
            }
        }
        if (parent == null) {
            competitors = List.copyOf(sharers);
        }
        if (!sharers.isEmpty() && !active.isEmpty()) {
            sharers.add(own);
        }
        childOrder.reset(sharers, share);
    }

    /** On the root: lets only these top-level roles compete; gives whether there are any. */
    boolean restrict(DominantShare share, Predicate<RoleNode> admitted) {
        childOrder.reset(
                competitors.stream().filter(s -> admitted.test((RoleNode) s)).toList(), share);
        return childOrder.size() > 0;
    }

    /** Puts a client that was charged, and the roles above it, where they now belong. */
    void moved(Client client, DominantShare share) {
        clientOrder.moved(client, share);
        childOrder.moved(own, share);
        for (RoleNode at = this; at.parent != null; at = at.parent) {
            at.parent.childOrder.moved(at, share);
        }
    }
}
