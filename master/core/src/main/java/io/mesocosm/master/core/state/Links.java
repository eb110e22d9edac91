package io.mesocosm.master.core.state;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which slots of a table belong to which owner, in the order they came; a slot has one owner at a
 * time. Chains through arrays by slot: two numbers for each, whatever the table holds.
 */
final class Links<O> {
    private static final int NONE = -1;
    private static final int SMALLEST = 16;

    private final Map<O, Chain> chains = new HashMap<>();
    private int[] next = new int[SMALLEST];
    private int[] previous = new int[SMALLEST];

    private static final class Chain {
        private int first = NONE;
        private int last = NONE;
        private int count;
    }

    void add(O owner, int slot) {
        if (slot >= next.length) {
            int length = Math.max(slot + 1, next.length + next.length / 2);
            next = Arrays.copyOf(next, length);
            previous = Arrays.copyOf(previous, length);
        }
        Chain chain = chains.computeIfAbsent(owner, _ -> new Chain());
        next[slot] = NONE;
        previous[slot] = chain.last;
        if (chain.last == NONE) {
            chain.first = slot;
        } else {
            next[chain.last] = slot;
        }
        chain.last = slot;
        chain.count++;
    }

    /** Takes out a slot that belongs to the owner. */
    void remove(O owner, int slot) {
        Chain chain = chains.get(owner);
        if (chain == null) {
            throw new IllegalStateException("Nothing belongs to " + owner);
        }
        if (previous[slot] == NONE) {
            chain.first = next[slot];
        } else {
            next[previous[slot]] = next[slot];
        }
        if (next[slot] == NONE) {
            chain.last = previous[slot];
        } else {
            previous[next[slot]] = previous[slot];
        }
        if (--chain.count == 0) {
            chains.remove(owner);
        }
    }

    /** A copy, so that members may leave while it is walked. */
    int[] of(O owner) {
        @Nullable Chain chain = chains.get(owner);
        if (chain == null) {
            return new int[0];
        }
        int[] slots = new int[chain.count];
        for (int i = 0, slot = chain.first; i < slots.length; i++, slot = next[slot]) {
            slots[i] = slot;
        }
        return slots;
    }

    int count(O owner) {
        @Nullable Chain chain = chains.get(owner);
        return chain == null ? 0 : chain.count;
    }
}
