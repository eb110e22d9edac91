package io.mesocosm.allocator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sharers in the order they are served: smallest dominant share first, then fewest allocations,
 * then path. Kept as a sorted array of small integers, which makes iteration linear and moving one
 * sharer a binary search and a block move.
 */
final class FairOrder<S extends Sharer> {
    private List<S> members = List.of();
    private double[] shares = new double[0];
    private long[] counts = new long[0];
    private int[] order = new int[0];
    private int size;

    /** Starts over with these members, which leave every order they were in. */
    void reset(List<S> newMembers, DominantShare share) {
        for (S member : members) {
            member.slot = -1;
        }
        members = new ArrayList<>(newMembers);
        members.sort(Comparator.comparing(m -> m.path));
        size = members.size();
        shares = new double[size];
        counts = new long[size];
        Integer[] slots = new Integer[size];
        for (int slot = 0; slot < size; slot++) {
            members.get(slot).slot = slot;
            slots[slot] = slot;
            read(slot, share);
        }
        Arrays.sort(slots, this::compare);
        order = Arrays.stream(slots).mapToInt(Integer::intValue).toArray();
    }

    int size() {
        return size;
    }

    S get(int position) {
        return members.get(order[position]);
    }

    /** Puts a member that was charged where it now belongs; ignores others. */
    void moved(S member, DominantShare share) {
        int slot = member.slot;
        if (slot < 0) {
            return;
        }
        int from = position(slot);
        System.arraycopy(order, from + 1, order, from, size - from - 1);
        size--;
        read(slot, share);
        int to = insertionPoint(slot);
        System.arraycopy(order, to, order, to + 1, size - to);
        order[to] = slot;
        size++;
    }

    /** Serves the member no more, until the next reset. */
    void remove(S member) {
        int from = position(member.slot);
        System.arraycopy(order, from + 1, order, from, size - from - 1);
        size--;
        member.slot = -1;
    }

    private void read(int slot, DominantShare share) {
        S member = members.get(slot);
        shares[slot] = share.of(member);
        counts[slot] = member.allocations;
    }

    private int position(int slot) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(order[middle], slot) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int insertionPoint(int slot) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(order[middle], slot) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int left, int right) {
        int byShare = Double.compare(shares[left], shares[right]);
        if (byShare != 0) {
            return byShare;
        }
        int byCount = Long.compare(counts[left], counts[right]);
        return byCount != 0 ? byCount : Integer.compare(left, right);
    }
}
