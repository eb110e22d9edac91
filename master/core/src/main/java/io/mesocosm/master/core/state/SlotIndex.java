package io.mesocosm.master.core.state;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers keys with slots, small numbers that are given out again when a key has left. A hash table
 * with open addressing: a large cluster has a million keys, and a node and a boxed number for each
 * would be a tenth of what a task takes.
 */
final class SlotIndex<K> {
    static final int ABSENT = -1;
    private static final int SMALLEST = 16;

    private @Nullable Object[] keys = new Object[SMALLEST];

    /** One more than a slot, where the key's hash says or as soon as possible after; 0 is empty. */
    private int[] table = new int[2 * SMALLEST];

    private int[] free = new int[0];
    private int freeCount;
    private int used;

    int size() {
        return used - freeCount;
    }

    /** The key's slot, or {@link #ABSENT}. */
    int find(K key) {
        return table[place(key)] - 1;
    }

    /** Gives the key, which must not be there, a slot. */
    int claim(K key) {
        if (3 * (size() + 1) > 2 * table.length) {
            grow();
        }
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == keys.length) {
            keys = Arrays.copyOf(keys, slot + slot / 2);
        }
        keys[slot] = key;
        table[place(key)] = slot + 1;
        return slot;
    }

    /** Takes the key out; gives the slot that it had, or {@link #ABSENT}. */
    int release(K key) {
        int place = place(key);
        int slot = table[place] - 1;
        if (slot != ABSENT) {
            keys[slot] = null;
            close(place);
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, Math.max(SMALLEST, freeCount * 2));
            }
            free[freeCount++] = slot;
        }
        return slot;
    }

    /** Where the key is in the table, or the empty place where it would be. */
    private int place(Object key) {
        int place = home(key);
        while (table[place] != 0 && !key.equals(keys[table[place] - 1])) {
            place = after(place);
        }
        return place;
    }

    /** Empties a place, moving up what follows so that no search stops short of it. */
    private void close(int place) {
        int hole = place;
        for (int at = after(hole); table[at] != 0; at = after(at)) {
            int home = home(requireNonNull(keys[table[at] - 1]));
            // How far each is behind the hole, round the end of the table.
            int mask = table.length - 1;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private void grow() {
        int[] old = table;
        table = new int[old.length * 2];
        for (int entry : old) {
            if (entry != 0) {
                table[place(requireNonNull(keys[entry - 1]))] = entry;
            }
        }
    }

    private int home(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & (table.length - 1);
    }

    private int after(int place) {
        return (place + 1) & (table.length - 1);
    }
}
