package io.mesocosm.master.core.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An agent's drain as an operator asked for it (spec §8, DRAIN_AGENT): no task may take longer than
 * {@code maxGracePeriod} to end (null: as long as its own kill policy says), and the agent is gone
 * for good afterwards if {@code markGone}. {@code drained} is whether all its tasks have ended.
 */
public record Drain(@Nullable Duration maxGracePeriod, boolean markGone, boolean drained) {

    public Drain done() {
        return new Drain(maxGracePeriod, markGone, true);
    }
}
