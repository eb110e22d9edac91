package io.mesocosm.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keys and values that survive a restart, changed by guarded transactions.
 *
 * <p>Shaped after etcd: every committed transaction has a revision, an entry remembers the revision
 * that wrote it, and guards compare those. Keys are paths ({@code agents/<id>}); a caller keeps to
 * a prefix of its own. All methods may be called by any thread; stages complete on a thread of the
 * store, which must not be blocked.
 *
 * <p>A stage that fails with {@link StoreException} has changed nothing and will not. Whether a
 * transaction was applied is sometimes not to be known; that is an {@link Outcome.Unknown}, never a
 * failure.
 */
public interface Store extends AutoCloseable {

    /** The most guards and writes one transaction may hold together (etcd's own limit). */
    int TRANSACTION_LIMIT = 128;

    /**
     * Applies all writes of the transaction when all of its guards hold, else none; of several
     * writes of one key the last counts. When the stage completes with {@link Outcome.Committed}
     * the change is on disk.
     *
     * @throws IllegalArgumentException when the transaction is larger than {@link
     *     #TRANSACTION_LIMIT}
     */
    CompletionStage<Outcome> commit(Transaction transaction);

    /** The entries whose keys start with the prefix, in key order, all as of one revision. */
    CompletionStage<List<Entry>> read(String prefix);

    /** Ends after what was committed before has been written. */
    @Override
    void close();
}
