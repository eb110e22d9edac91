package io.mesocosm.master.core.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word that an agent gets no offers, until it is reactivated. With a drain its tasks
 * end too; {@code begun} is when this master first told the agent so, null before.
 */
public record Deactivation(@Nullable Drain drain, @Nullable Instant begun) {

    /** Whether tasks are being ended. */
    public boolean isDraining() {
        return drain != null && !drain.drained();
    }

    Deactivation begunAt(Instant at) {
        return begun == null ? new Deactivation(drain, at) : this;
    }
}
