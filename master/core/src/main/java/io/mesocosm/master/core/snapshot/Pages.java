package io.mesocosm.master.core.snapshot;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The entries of a table as they were when the snapshot was taken; read by any thread. */
public final class Pages<V> implements Iterable<V> {
    private final @Nullable Object[][] directory;
    private final int size;

    public Pages(@Nullable Object[][] directory, int size) {
        this.directory = directory;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public Stream<V> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** How many pages both have in common: what a later snapshot did not cost. */
    @SuppressWarnings("ReferenceEquality")
    public int pagesSharedWith(Pages<V> other) {
        int shared = 0;
        for (int i = 0; i < Math.min(directory.length, other.directory.length); i++) {
            shared += directory[i] == other.directory[i] ? 1 : 0;
        }
        return shared;
    }

    /** The first entry that fits, or null; reads the pages from the start. */
    public @Nullable V find(Predicate<? super V> wanted) {
        for (V value : this) {
            if (wanted.test(value)) {
                return value;
            }
        }
        return null;
    }

    @Override
    public Iterator<V> iterator() {
        return new Iterator<>() {
            private int page;
            private int slot;
            private @Nullable V next = advance();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public V next() {
                V current = next;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                next = advance();
                return current;
            }

            @SuppressWarnings("unchecked")
            private @Nullable V advance() {
                while (page < directory.length) {
                    Object[] entries = directory[page];
                    while (slot < entries.length) {
                        Object entry = entries[slot++];
                        if (entry != null) {
                            return (V) entry;
                        }
                    }
                    page++;
                    slot = 0;
                }
                return null;
            }
        };
    }
}
