package io.mesocosm.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The election of a store that one process alone can open: whoever has the store leads, and the
 * term is kept in it.
 *
 * <p>The election's key holds the term (8 bytes, big-endian) and the candidate's text; the fence is
 * that key's revision, so that a later campaign ends what an earlier one may write.
 */
public final class StoreElection implements Election {
    private final Store store;
    private final String key;

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
                                            CompletableFuture.completedStage(
                                                    new Won(
                                                            term,
                                                            new Guard.Unchanged(key, revision)));
                                    // Another campaign came between: read again.
                                    case Outcome.Refused _ -> campaign(candidate);
                                });
    }

    private record Won(long term, Guard fence, CompletableFuture<Void> lost) implements Leadership {
        Won(long term, Guard fence) {
            this(term, fence, new CompletableFuture<>());
        }

        @Override
        public CompletionStage<Void> resign() {
            return CompletableFuture.completedStage(null);
        }
    }
}
