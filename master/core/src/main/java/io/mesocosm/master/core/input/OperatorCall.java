package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of the operator API that changes the master's state; reads work on snapshots instead. */
public sealed interface OperatorCall extends Input {
    CallHandle call();

    /** TEARDOWN and POST /teardown (spec §3): 200, or 400 for a framework that is not known. */
    record TeardownFramework(CallHandle call, String frameworkId) implements OperatorCall {
        public TeardownFramework {
            requireNonNull(call, "call");
            requireNonNull(frameworkId, "frameworkId");
        }
    }

    /** MARK_AGENT_GONE (spec §3): 200, 404 for an unknown agent. */
    record MarkAgentGone(CallHandle call, String agentId) implements OperatorCall {
        public MarkAgentGone {
            requireNonNull(call, "call");
            requireNonNull(agentId, "agentId");
        }
    }

    /** DEACTIVATE_AGENT (spec §3): 200, 400 for an unknown agent. */
    record DeactivateAgent(CallHandle call, String agentId) implements OperatorCall {
        public DeactivateAgent {
            requireNonNull(call, "call");
            requireNonNull(agentId, "agentId");
        }
    }

    /** DRAIN_AGENT (spec §3): 200, 400 for an unknown agent, 409 for one that is leaving. */
    record DrainAgent(
            CallHandle call, String agentId, @Nullable Duration maxGracePeriod, boolean markGone)
            implements OperatorCall {
        public DrainAgent {
            requireNonNull(call, "call");
            requireNonNull(agentId, "agentId");
        }
    }

    /** UPDATE_WEIGHTS and PUT /weights (spec §3): 200, 400 for what is no weight or no role. */
    record UpdateWeights(CallHandle call, Map<String, Double> weights) implements OperatorCall {
        public UpdateWeights {
            requireNonNull(call, "call");
            weights = Map.copyOf(weights);
        }
    }

    /** UPDATE_QUOTA (spec §3): 200 for all of them, or 400 and nothing changed. */
    record UpdateQuota(CallHandle call, Map<String, QuotaSpec> quotas, boolean force)
            implements OperatorCall {
        public UpdateQuota {
            requireNonNull(call, "call");
            quotas = Map.copyOf(quotas);
        }
    }

    /** SET_QUOTA and POST /quota (spec §3): 200, 400, 409 for more than the cluster has. */
    record SetQuota(CallHandle call, String role, Map<String, Double> guarantees, boolean force)
            implements OperatorCall {
        public SetQuota {
            requireNonNull(call, "call");
            requireNonNull(role, "role");
            guarantees = Map.copyOf(guarantees);
        }
    }

    /** REMOVE_QUOTA and DELETE /quota (spec §3): 200, 400 for a role without one. */
    record RemoveQuota(CallHandle call, String role) implements OperatorCall {
        public RemoveQuota {
            requireNonNull(call, "call");
            requireNonNull(role, "role");
        }
    }

    /** REACTIVATE_AGENT (spec §3): 200, 400 for one that is not deactivated or still drained. */
    record ReactivateAgent(CallHandle call, String agentId) implements OperatorCall {
        public ReactivateAgent {
            requireNonNull(call, "call");
            requireNonNull(agentId, "agentId");
        }
    }
}
