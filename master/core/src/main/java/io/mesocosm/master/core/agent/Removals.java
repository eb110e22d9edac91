package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.MasterConfig.RemovalRate;
import io.mesocosm.master.core.state.MasterState;
import java.time.Duration;
import java.time.Instant;

/**
 * Spaces out the marking of agents as unreachable by --agent_removal_rate_limit: one permit every
 * so often, handed out in the order of asking (spec §8).
 */
final class Removals {
    private final MasterState state;
    private Instant nextPermit = Instant.MIN;

    Removals(MasterState state) {
        this.state = state;
    }

    /** When the next removal may take place. */
    Instant permit() {
        RemovalRate rate = state.config().agentRemovalRate();
        if (rate == null) {
            return state.now();
        }
        Duration spacing = rate.per().dividedBy(rate.agents());
        Instant at = nextPermit.isBefore(state.now()) ? state.now() : nextPermit;
        nextPermit = at.plus(spacing);
        return at;
    }
}
