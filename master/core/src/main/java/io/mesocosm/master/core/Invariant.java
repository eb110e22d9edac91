package io.mesocosm.master.core;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import java.util.Optional;

/** What must hold after every step; a master that finds it broken steps down. */
final class Invariant {
    private Invariant() {}

    /** Looks at what the step touched: allocated and offered never exceed an agent's total. */
    static Optional<String> check(MasterState state) {
        for (String id : state.drainTouchedAgents()) {
            Agent agent = state.agent(id);
            if (agent != null && promisesTooMuch(agent)) {
                return Optional.of(
                        "agent="
                                + id
                                + " offers "
                                + agent.offered()
                                + " beside "
                                + agent.allocated()
                                + " of "
                                + agent.total());
            }
        }
        return Optional.empty();
    }

    /** An agent may shrink below what runs on it, but nothing more is offered of it then. */
    private static boolean promisesTooMuch(Agent agent) {
        Resources promised = agent.allocated().plus(agent.offered()).unallocate();
        return !agent.offered().isEmpty() && !agent.total().contains(promised);
    }
}
