package io.mesocosm.store;

/** What became of a transaction. */
public sealed interface Outcome {

    /** All writes are on disk, as of this revision. */
    record Committed(long revision) implements Outcome {}

    /** Nothing was written, because this guard did not hold. */
    record Refused(Guard guard) implements Outcome {}
}
