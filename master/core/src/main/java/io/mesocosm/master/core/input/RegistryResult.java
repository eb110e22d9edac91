package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

/** What became of a transaction that the master proposed with CommitRegistry. */
public sealed interface RegistryResult extends Input {
    long transaction();

    /** The transaction is durable: its changes take force now. */
    record RegistryCommitted(long transaction) implements RegistryResult {}

    /** The transaction was not stored: the master steps down, for it cannot know what holds. */
    record RegistryFailed(long transaction, String reason) implements RegistryResult {
        public RegistryFailed {
            requireNonNull(reason, "reason");
        }
    }
}
