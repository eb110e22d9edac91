package io.mesocosm.master.core.role;

import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Roles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which quotas a master takes (spec §3, UPDATE_QUOTA; §6). */
final class QuotaRules {
    private static final double MOST = 1e12;

    /** An exabyte in megabytes. */
    private static final double MOST_MEGABYTES = (double) (1L << 40);

    private final MasterState state;

    QuotaRules(MasterState state) {
        this.state = state;
    }

    /** Why this is no quota for the role, whatever the cluster holds. */
    Optional<String> fault(String role, QuotaSpec quota) {
        if (RoleRules.isNotListed(role, state)) {
            return Optional.of("'" + role + "' is not on the roles whitelist");
        }
        Optional<String> invalid = Roles.validate(role);
        if (invalid.isPresent()) {
            return Optional.of("Invalid 'QuotaConfig.role': " + invalid.get());
        }
        return amounts("guarantee", quota.guarantees())
                .or(() -> amounts("limit", quota.limits()))
                .or(() -> order(quota));
    }

    private static Optional<String> amounts(String kind, Map<String, Double> amounts) {
        for (Map.Entry<String, Double> entry : amounts.entrySet()) {
            String name = entry.getKey();
            double amount = entry.getValue();
            double most = name.equals("mem") || name.equals("disk") ? MOST_MEGABYTES : MOST;
            if (name.isEmpty() || !(amount >= 0 && amount <= most)) {
                return Optional.of(
                        "Invalid "
                                + kind
                                + " configuration {'"
                                + name
                                + "': "
                                + amount
                                + "}: expected a name and an amount from 0 to "
                                + most);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> order(QuotaSpec quota) {
        ResourceLimits limits = limits(quota);
        ResourceQuantities guarantees = guarantees(quota);
        return limits.contains(guarantees)
                ? Optional.empty()
                : Optional.of(
                        "'QuotaConfig.guarantees' "
                                + guarantees
                                + " is not contained within the 'QuotaConfig.limits' "
                                + limits);
    }

    /** Why what a role consumes stands against its limits. */
    Optional<String> overrun(RoleView role, QuotaSpec quota) {
        ResourceQuantities consumed = role.consumed().quantities();
        ResourceLimits limits = limits(quota);
        return limits.contains(consumed)
                ? Optional.empty()
                : Optional.of(
                        "Role '"
                                + role.name()
                                + "' is already consuming '"
                                + consumed
                                + "'; this is more than the requested limits '"
                                + limits
                                + "' (use 'force' flag to bypass this check)");
    }

    /** Why the cluster cannot keep all guarantees, those that stay included. */
    Optional<String> overcommitment(Map<String, QuotaSpec> quotas) {
        Map<String, QuotaSpec> all = new HashMap<>(state.quotas());
        all.putAll(quotas);
        ResourceQuantities guaranteed = ResourceQuantities.EMPTY;
        for (QuotaSpec quota : all.values()) {
            guaranteed = guaranteed.plus(guarantees(quota));
        }
        ResourceQuantities capacity = ResourceQuantities.EMPTY;
        for (var agent : state.agents()) {
            capacity = capacity.plus(agent.total().nonRevocable().quantities());
        }
        return capacity.contains(guaranteed)
                ? Optional.empty()
                : Optional.of(
                        "total quota guarantees '"
                                + guaranteed
                                + "' exceed cluster capacity '"
                                + capacity
                                + "' (use 'force' flag to bypass this check)");
    }

    static ResourceQuantities guarantees(QuotaSpec quota) {
        return ResourceQuantities.ofMilli(milli(quota.guarantees()));
    }

    static ResourceLimits limits(QuotaSpec quota) {
        return new ResourceLimits(milli(quota.limits()));
    }

    private static Map<String, Long> milli(Map<String, Double> amounts) {
        Map<String, Long> result = new HashMap<>();
        amounts.forEach((name, amount) -> result.put(name, Math.round(amount * 1000)));
        return result;
    }
}
