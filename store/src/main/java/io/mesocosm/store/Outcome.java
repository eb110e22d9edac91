package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

/** What became of a transaction. */
public sealed interface Outcome {

    /** All writes are on disk, as of this revision. */
    record Committed(long revision) implements Outcome {}

    /** Nothing was written, because this guard did not hold. */
    record Refused(Guard guard) implements Outcome {}

    /**
     * All was written or nothing, now or a little later, and nobody can say which: the caller reads
     * before it goes on, or gives up what it does.
     *
     * @param reason what went wrong, where, and what to do
     */
    record Unknown(String reason) implements Outcome {
        public Unknown {
            requireNonNull(reason, "reason");
        }
    }
}
