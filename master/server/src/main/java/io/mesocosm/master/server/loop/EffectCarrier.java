package io.mesocosm.master.server.loop;

import io.mesocosm.master.core.effect.Effect;

/** Carries out what the core wants done, in order; called on the loop's thread, never blocks. */
public interface EffectCarrier {
    void carryOut(Effect effect);
}
