package io.mesocosm.master.core.registry;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import java.time.Instant;
import java.util.Map;

/**
 * What a master reads from its registry at the start: admitted agents, unreachable and gone ones
 * with the time since when, deactivated agents, weights and quotas by role (guarantees and limits
 * in quantities by resource name).
 */
public record RegistryContent(
        Map<String, AgentSpec> admitted,
        Map<String, Instant> unreachable,
        Map<String, Instant> gone,
        Map<String, Deactivation> deactivated,
        Map<String, Double> weights,
        Map<String, QuotaSpec> quotas) {
    public static final RegistryContent EMPTY =
            new RegistryContent(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public RegistryContent {
        admitted = Map.copyOf(admitted);
        unreachable = Map.copyOf(unreachable);
        gone = Map.copyOf(gone);
        deactivated = Map.copyOf(deactivated);
        weights = Map.copyOf(weights);
        quotas = Map.copyOf(quotas);
    }

    /** A role's quota; a resource without a limit is unlimited. */
    public record QuotaSpec(Map<String, Double> guarantees, Map<String, Double> limits) {
        public static final QuotaSpec NONE = new QuotaSpec(Map.of(), Map.of());

        public QuotaSpec {
            guarantees = Map.copyOf(guarantees);
            limits = Map.copyOf(limits);
        }

        public boolean isNone() {
            return guarantees.isEmpty() && limits.isEmpty();
        }
    }
}
