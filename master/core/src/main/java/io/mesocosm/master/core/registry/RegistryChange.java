package io.mesocosm.master.core.registry;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One change of the registry (spec §8). */
public sealed interface RegistryChange {
    /** A new agent is admitted. */
    record AdmitAgent(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent's facts changed. */
    record UpdateAgent(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent moves to the unreachable ones. */
    record MarkUnreachable(String agentId, Instant since) implements RegistryChange {}

    /** An unreachable (or long forgotten) agent is admitted again. */
    record MarkReachable(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent left for good, and with it the word that it is deactivated. */
    record RemoveAgent(String agentId) implements RegistryChange {}

    /** An operator declared the agent gone; it is deactivated no more. */
    record MarkGone(String agentId, Instant since) implements RegistryChange {}

    /** An unreachable or gone agent is so old that it, and all about it, is forgotten. */
    record Prune(String agentId) implements RegistryChange {}

    /**
     * An admitted or unreachable agent gets no offers from now on, and is drained if so asked; said
     * again for how far its drain is.
     */
    record Deactivate(String agentId, @Nullable Drain drain) implements RegistryChange {}

    /** It gets offers again. */
    record Reactivate(String agentId) implements RegistryChange {}

    /** These roles weigh so much; the weights of others stay. */
    record SetWeights(Map<String, Double> weights) implements RegistryChange {
        public SetWeights {
            weights = Map.copyOf(weights);
        }
    }

    /** These roles have these quotas, or none where it is {@link QuotaSpec#NONE}; others stay. */
    record SetQuotas(Map<String, QuotaSpec> quotas) implements RegistryChange {
        public SetQuotas {
            quotas = Map.copyOf(quotas);
        }
    }
}
