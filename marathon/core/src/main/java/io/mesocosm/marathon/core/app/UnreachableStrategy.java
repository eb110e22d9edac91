package io.mesocosm.marathon.core.app;

/** What happens to an instance whose agent cannot be reached (spec §4.4). */
public sealed interface UnreachableStrategy {

    UnreachableStrategy DEFAULT = new Enabled(0, 0);

    /** Wait for ever. */
    record Disabled() implements UnreachableStrategy {}

    /** Replace after the first delay, forget after the second. */
    record Enabled(long inactiveAfterSeconds, long expungeAfterSeconds)
            implements UnreachableStrategy {}
}
