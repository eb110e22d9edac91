package io.mesocosm.marathon.server.persistence;

import io.mesocosm.store.Entry;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that does not always tell what became of a transaction, as etcd does not. */
final class DoubtfulStore implements Store {

    /** What becomes of a transaction. */
    enum Fate {
        /** It is applied, and said to be. */
        PLAIN,
        /** It is applied, and nobody knows. */
        APPLIED,
        /** It is not applied, and nobody knows. */
        DROPPED,
        /** It is applied much later, and nobody knows. */
        LATE
    }

    final MemoryStore store = new MemoryStore();
    final List<Transaction> transactions = new ArrayList<>();
    private final Queue<Fate> fates = new ArrayDeque<>();
    private final List<Transaction> late = new ArrayList<>();
    private int unreadable;

    /** The next transactions have these fates; those after them are plain. */
    void next(Fate... next) {
        fates.addAll(List.of(next));
    }

    /** So many reads fail. */
    void unreadable(int times) {
        unreadable = times;
    }

    /** What was late arrives; what becomes of each. */
    List<Outcome> arrive() {
        return late.stream().map(t -> store.commit(t).toCompletableFuture().join()).toList();
    }

    @Override
    public CompletionStage<Outcome> commit(Transaction transaction) {
        transactions.add(transaction);
        Fate fate = fates.isEmpty() ? Fate.PLAIN : fates.remove();
        switch (fate) {
            case PLAIN -> {
                return store.commit(transaction);
            }
            case APPLIED -> store.commit(transaction).toCompletableFuture().join();
            case DROPPED -> {}
            case LATE -> late.add(transaction);
        }
        return CompletableFuture.completedStage(new Outcome.Unknown("no answer in time"));
    }

    @Override
    public CompletionStage<List<Entry>> read(String prefix) {
        if (unreadable > 0) {
            unreadable--;
            return CompletableFuture.failedStage(new StoreException("no answer", null));
        }
        return store.read(prefix);
    }

    @Override
    public void close() {
        store.close();
    }
}
