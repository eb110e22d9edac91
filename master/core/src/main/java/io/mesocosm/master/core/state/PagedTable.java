package io.mesocosm.master.core.state;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.snapshot.Pages;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of immutable entries in pages, owned by the writer's thread. A snapshot shares the pages;
 * the first write to a shared page copies that page only.
 */
public final class PagedTable<K, V> implements Iterable<V> {
    static final int PAGE = 1024;
    private static final int SMALLEST = 16;

    private final SlotIndex<K> index = new SlotIndex<>();
    private @Nullable Object[][] directory = new Object[0][];
    private boolean[] shared = new boolean[0];

    public int size() {
        return index.size();
    }

    public boolean isEmpty() {
        return index.size() == 0;
    }

    public boolean contains(K key) {
        return index.find(key) != SlotIndex.ABSENT;
    }

    public @Nullable V get(K key) {
        int slot = index.find(key);
        return slot == SlotIndex.ABSENT ? null : at(slot);
    }

    /** The entry under a key that must be there: its absence is a broken invariant. */
    public V require(K key) {
        V value = get(key);
        if (value == null) {
            throw new IllegalStateException("No entry under " + key);
        }
        return value;
    }

    /** Adds or replaces; gives the slot that the entry has until it is removed. */
    public int put(K key, V value) {
        requireNonNull(value, "value");
        int found = index.find(key);
        int slot = found == SlotIndex.ABSENT ? index.claim(key) : found;
        writable(slot)[slot % PAGE] = value;
        return slot;
    }

    /** The slot of an entry that must be there. */
    int slot(K key) {
        int slot = index.find(key);
        if (slot == SlotIndex.ABSENT) {
            throw new IllegalStateException("No entry under " + key);
        }
        return slot;
    }

    public @Nullable V remove(K key) {
        int slot = index.release(key);
        if (slot == SlotIndex.ABSENT) {
            return null;
        }
        V value = at(slot);
        writable(slot)[slot % PAGE] = null;
        return value;
    }

    /** Shares the pages with a reader. */
    public Pages<V> snapshot() {
        Arrays.fill(shared, true);
        return new Pages<>(directory.clone(), index.size());
    }

    /** In the order of slots; the table must not change meanwhile. */
    @Override
    public Iterator<V> iterator() {
        return new Pages<V>(directory, index.size()).iterator();
    }

    /** The entries of these slots, which must be taken. */
    List<V> at(int[] slots) {
        return Arrays.stream(slots).mapToObj(this::at).toList();
    }

    @SuppressWarnings("unchecked")
    private V at(int slot) {
        return (V) requireNonNull(directory[slot / PAGE][slot % PAGE], "slot");
    }

    private @Nullable Object[] writable(int slot) {
        int page = slot / PAGE;
        if (page == directory.length) {
            directory = Arrays.copyOf(directory, page + 1);
            directory[page] = new Object[SMALLEST];
            shared = Arrays.copyOf(shared, page + 1);
        }
        int needed = slot % PAGE + 1;
        @Nullable Object[] entries = directory[page];
        if (entries.length < needed) {
            replace(
                    page,
                    Arrays.copyOf(entries, Math.min(PAGE, Math.max(needed, entries.length * 2))));
        } else if (shared[page]) {
            replace(page, entries.clone());
        }
        return directory[page];
    }

    /** Readers hold clones of the directory, so only the page itself needs a copy. */
    private void replace(int page, @Nullable Object[] entries) {
        directory[page] = entries;
        shared[page] = false;
    }
}
