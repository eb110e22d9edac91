package io.mesocosm.allocator;

import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Roles;
import io.mesocosm.resources.Value;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Quotas and the cluster-wide headroom that guarantees need: what is free, and how much of it must
 * stay free. Consumption is reservations, in use or not, and what is allocated unreserved; it is
 * charged to the top-level role (spec §6). Idle while no role has a quota.
 */
final class QuotaBook {
    private final ResourceKinds kinds;
    private final Map<String, QuotaAccount> accounts = new TreeMap<>();
    private final Amounts free = new Amounts();
    private final Amounts required = new Amounts();

    QuotaBook(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    boolean isEnabled() {
        return !accounts.isEmpty();
    }

    @Nullable QuotaAccount account(String topLevelRole) {
        return accounts.get(topLevelRole);
    }

    Collection<QuotaAccount> accounts() {
        return accounts.values();
    }

    /** Sets a role's quota and counts everything anew. */
    void update(String role, Quota quota, Collection<AgentEntry> agents) {
        if (quota.isDefault()) {
            accounts.remove(role);
        } else {
            accounts.put(role, new QuotaAccount(role, quota, kinds));
        }
        free.clear();
        required.clear();
        for (QuotaAccount account : accounts.values()) {
            account.consumed.clear();
            require(account, 1);
        }
        if (isEnabled()) {
            agents.forEach(this::addAgent);
        }
    }

    void addAgent(AgentEntry agent) {
        countReservations(agent.profile.total(), 1);
        free.add(kinds.unreservedQuantities(agent.available));
        for (AgentEntry.Holding at = agent.holdings; at != null; at = at.next) {
            consume(at.client.role.top.path, kinds.unreservedQuantities(at.resources), 1);
        }
    }

    void removeAgent(AgentEntry agent) {
        countReservations(agent.profile.total(), -1);
        free.subtract(kinds.unreservedQuantities(agent.available));
        for (AgentEntry.Holding at = agent.holdings; at != null; at = at.next) {
            consume(at.client.role.top.path, kinds.unreservedQuantities(at.resources), -1);
        }
    }

    /** Resources went from an agent's free ones to a role ({@code sign} 1) or back (-1). */
    void move(String topLevelRole, Resources resources, int sign) {
        long[] amounts = kinds.unreservedQuantities(resources);
        if (sign > 0) {
            free.subtract(amounts);
        } else {
            free.add(amounts);
        }
        consume(topLevelRole, amounts, sign);
    }

    /** What may be given of a kind without touching what guarantees need. */
    long spare(int kind) {
        return Math.max(0, free.get(kind) - required.get(kind));
    }

    private void countReservations(Resources total, int sign) {
        for (Resource resource : total) {
            if (resource.isReserved()
                    && !resource.isRevocable()
                    && resource.value() instanceof Value.Scalar scalar) {
                int kind = kinds.kind(resource.name());
                long[] amounts = new long[kinds.size()];
                amounts[kind] = scalar.milli();
                consume(Roles.topLevel(resource.traits().reservationRole()), amounts, sign);
            }
        }
    }

    private void consume(String topLevelRole, long[] amounts, int sign) {
        QuotaAccount account = accounts.get(topLevelRole);
        if (account == null) {
            return;
        }
        require(account, -1);
        if (sign > 0) {
            account.consumed.add(amounts);
        } else {
            account.consumed.subtract(amounts);
        }
        require(account, 1);
    }

    private void require(QuotaAccount account, int sign) {
        for (int kind = 0; kind < account.kinds(); kind++) {
            required.add(kind, sign * account.owed(kind));
        }
    }
}
