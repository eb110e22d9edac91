package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.deployment.Plan;
import org.jspecify.annotations.Nullable;

/** Says whether the store has room for what a change writes; the same plan always fits alike. */
@FunctionalInterface
public interface Shelf {

    /** A store that takes everything. */
    Shelf ENDLESS = plan -> null;

    /** Why the plan cannot be stored, in words for who asked for it; null when it can. */
    @Nullable String refusal(Plan plan);
}
