package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
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

    /** REACTIVATE_AGENT (spec §3): 200, 400 for one that is not deactivated or still drained. */
    record ReactivateAgent(CallHandle call, String agentId) implements OperatorCall {
        public ReactivateAgent {
            requireNonNull(call, "call");
            requireNonNull(agentId, "agentId");
        }
    }
}
