package io.mesocosm.master.core.effect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step wants done, in order, and when the master wants its next Tick at the latest (null:
 * no timer is set).
 */
public record Effects(List<Effect> all, @Nullable Instant wakeAt) {
    public Effects {
        all = List.copyOf(all);
    }
}
