package io.mesocosm.master.core;

import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.Effects;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.state.MasterState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The master: a deterministic state machine. One thread owns it and calls {@link #step} with all
 * that has come in since, and {@link #snapshot} when somebody wants to read; everything it gives
 * out is immutable.
 */
public final class Master {
    private final MasterState state;
    private final MasterStep step;

    /** A master that has just been elected, with what its registry holds. */
    public Master(MasterConfig config, RegistryContent registry, Instant now) {
        state = new MasterState(config, registry, now);
        step = new MasterStep(state);
        step.start();
    }

    /**
     * Takes the inputs in their order, runs the timers that are due, then lets the allocator take
     * its turn once and proposes one registry transaction. Inputs come before timers so that after
     * a pause of the process an answer that came in counts before the silence does. A broken
     * invariant ends in StepDown.
     */
    public Effects step(List<Input> batch, Instant now) {
        state.advance(now);
        batch.forEach(step::take);
        state.timers().runDue(state.now());
        step.finish();
        List<Effect> effects = new ArrayList<>(state.outbox().drain());
        Invariant.check(state)
                .ifPresent(
                        broken -> effects.add(new Effect.StepDown("Invariant broken: " + broken)));
        return new Effects(effects, state.timers().earliest());
    }

    /** The state as it is now; taken between steps, by the owning thread. */
    public Snapshot snapshot() {
        return state.snapshot();
    }
}
