package io.mesocosm.marathon.server.loop;

import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import java.util.function.Consumer;

/** Asks tasks how they are; results come back as inputs. */
public interface Prober {

    /** Probes without blocking the caller. */
    void probe(Effect.Probe probe, Consumer<Input> inputs);

    /** Probes readiness without blocking the caller. */
    void probe(Effect.ProbeReadiness probe, Consumer<Input> inputs);
}
