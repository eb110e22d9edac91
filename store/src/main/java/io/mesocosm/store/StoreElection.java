package io.mesocosm.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The election of a store that one process alone can open: whoever has the store leads, and the
 * term is kept in it.
 *
 * <p>The election's key holds the term (8 bytes, big-endian) and the candidate's text; the fence is
 * that key's revision, so that a later campaign ends what an earlier one may write. A later
 * campaign of the same object also ends the earlier leadership.
 */
public final class StoreElection implements Election {
    private final Store store;
    private final String key;

    private final Object lock = new Object();
    private final List<Consumer<Optional<Leader>>> observers = new ArrayList<>();
    private @Nullable Won leading;
    private boolean closed;

    /**
     * @param store where the term is kept
     * @param key the election's own key
     */
    public StoreElection(Store store, String key) {
        this.store = requireNonNull(store, "store");
        this.key = requireNonNull(key, "key");
    }

    @Override
    public CompletionStage<Leadership> campaign(String candidate) {
        requireNonNull(candidate, "candidate");
        return store.read(key)
                .thenCompose(
                        entries -> {
                            List<Entry> own =
                                    entries.stream().filter(e -> e.key().equals(key)).toList();
                            return own.isEmpty()
                                    ? take(new Guard.Absent(key), 1, candidate)
                                    : take(
                                            new Guard.Unchanged(key, own.getFirst().revision()),
                                            ByteBuffer.wrap(own.getFirst().value()).getLong() + 1,
                                            candidate);
                        });
    }

    private CompletionStage<Leadership> take(Guard guard, long term, String candidate) {
        byte[] name = candidate.getBytes(UTF_8);
        byte[] value =
                ByteBuffer.allocate(Long.BYTES + name.length).putLong(term).put(name).array();
        return store.commit(Transaction.of(new Write.Put(key, value)).guardedBy(guard))
                .thenCompose(
                        outcome ->
                                switch (outcome) {
                                    case Outcome.Committed(long revision) ->
                                            lead(
                                                    new Won(
                                                            new Leader(candidate, term),
                                                            new Guard.Unchanged(key, revision)));
                                    // Another campaign came between: read again.
                                    case Outcome.Refused _ -> campaign(candidate);
                                    case Outcome.Unknown(String reason) ->
                                            CompletableFuture.failedStage(
                                                    new StoreException(reason, null));
                                });
    }

    private CompletionStage<Leadership> lead(Won won) {
        Won earlier;
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedStage(
                        new StoreException("the election '" + key + "' is closed", null));
            }
            earlier = leading;
            if (earlier != null && earlier.leader.term() > won.leader.term()) {
                won.over = true;
                won.lost.complete(null);
                return CompletableFuture.completedStage(won);
            }
            leading = won;
            tell(Optional.of(won.leader));
        }
        if (earlier != null) {
            earlier.over = true;
            earlier.lost.complete(null);
        }
        return CompletableFuture.completedStage(won);
    }

    @Override
    public Observation observe(Consumer<Optional<Leader>> observer) {
        requireNonNull(observer, "observer");
        synchronized (lock) {
            observers.add(observer);
            Won now = leading;
            observer.accept(now == null ? Optional.empty() : Optional.of(now.leader));
        }
        return () -> {
            synchronized (lock) {
                observers.remove(observer);
            }
        };
    }

    private void tell(Optional<Leader> leader) {
        List.copyOf(observers).forEach(observer -> observer.accept(leader));
    }

    @Override
    public void close() {
        Won last;
        synchronized (lock) {
            closed = true;
            last = leading;
        }
        if (last != null) {
            resign(last);
        }
    }

    private void resign(Won won) {
        won.over = true;
        synchronized (lock) {
            if (leading == won) {
                leading = null;
                tell(Optional.empty());
            }
        }
    }

    private final class Won implements Leadership {
        private final Leader leader;
        private final Guard fence;
        private final CompletableFuture<Void> lost = new CompletableFuture<>();
        private volatile boolean over;

        Won(Leader leader, Guard fence) {
            this.leader = leader;
            this.fence = fence;
        }

        @Override
        public long term() {
            return leader.term();
        }

        @Override
        public Guard fence() {
            return fence;
        }

        /** The store's file is locked by this process: nothing but a later campaign ends it. */
        @Override
        public boolean isCertain(long nowNanos) {
            return !over;
        }

        @Override
        public CompletionStage<Void> lost() {
            return lost;
        }

        @Override
        public CompletionStage<Void> resign() {
            StoreElection.this.resign(this);
            return CompletableFuture.completedStage(null);
        }
    }
}
