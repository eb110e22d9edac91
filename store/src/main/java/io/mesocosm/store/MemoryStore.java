package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store that forgets: for tests and simulators. Stages are complete when they are returned. */
public final class MemoryStore implements Store {
    private final Memory memory = new Memory();

    @Override
    public synchronized CompletionStage<Outcome> commit(Transaction transaction) {
        return CompletableFuture.completedStage(memory.apply(requireNonNull(transaction)));
    }

    @Override
    public synchronized CompletionStage<List<Entry>> read(String prefix) {
        return CompletableFuture.completedStage(memory.read(requireNonNull(prefix)));
    }

    @Override
    public void close() {}

    private static final class Memory extends KeySpace {
        private final TreeMap<String, Entry> entries = new TreeMap<>();
        private long revision;

        @Override
        @Nullable Entry get(String key) {
            return entries.get(key);
        }

        @Override
        Iterable<Entry> from(String key) {
            return entries.tailMap(key, true).values();
        }

        @Override
        void put(Entry entry) {
            entries.put(entry.key(), entry);
        }

        @Override
        void delete(String key) {
            entries.remove(key);
        }

        @Override
        long revision() {
            return revision;
        }

        @Override
        void revision(long next) {
            revision = next;
        }
    }
}
