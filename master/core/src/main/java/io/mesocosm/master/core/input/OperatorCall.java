package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

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
}
