package io.mesocosm.master.core.state;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.snapshot.Pages;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of immutable entries in pages, owned by the writer's thread. A snapshot shares the pages;
 * the first write to a shared page copies that page only.
 */
public final class PagedTable<K, V> implements Iterable<V> {
    static final int PAGE = 1024;
    private static final int SMALLEST = 16;

    private final Map<K, Integer> index = new HashMap<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private @Nullable Object[][] directory = new Object[0][];
    private boolean[] shared = new boolean[0];
    private int used;

    public int size() {
        return index.size();
    }

    public boolean isEmpty() {
        return index.isEmpty();
    }

    public boolean contains(K key) {
        return index.containsKey(key);
    }

    public @Nullable V get(K key) {
        Integer slot = index.get(key);
        return slot == null ? null : at(slot);
    }

    /** The entry under a key that must be there: its absence is a broken invariant. */
    public V require(K key) {
        V value = get(key);
        if (value == null) {
            throw new IllegalStateException("No entry under " + key);
        }
        return value;
    }

    /** Adds or replaces. */
    public void put(K key, V value) {
        requireNonNull(value, "value");
        Integer slot = index.get(key);
        if (slot == null) {
            slot = claim();
            index.put(key, slot);
        }
        writable(slot)[slot % PAGE] = value;
    }

    public @Nullable V remove(K key) {
        Integer slot = index.remove(key);
        if (slot == null) {
            return null;
        }
        V value = at(slot);
        writable(slot)[slot % PAGE] = null;
        free.push(slot);
        return value;
    }

    /** The keys; not to be held across a change of the table. */
    public Collection<K> keys() {
        return index.keySet();
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

    @SuppressWarnings("unchecked")
    private V at(int slot) {
        return (V) requireNonNull(directory[slot / PAGE][slot % PAGE], "slot");
    }

    private int claim() {
        Integer slot = free.poll();
        return slot != null ? slot : used++;
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
