package io.mesocosm.allocator;

import java.util.Set;

/**
 * Measures the dominant resource share: the largest part that a sharer has of any scalar of the
 * cluster, divided by its weight (spec §6).
 */
final class DominantShare {
    private final ResourceKinds kinds;
    private final Set<String> excluded;
    private final Amounts totals = new Amounts();

    DominantShare(ResourceKinds kinds, Set<String> excluded) {
        this.kinds = kinds;
        this.excluded = excluded;
    }

    void addTotal(long[] amounts) {
        totals.add(amounts);
    }

    void removeTotal(long[] amounts) {
        totals.subtract(amounts);
    }

    double of(Sharer sharer) {
        double share = 0;
        int length = sharer.allocated.length();
        for (int kind = 0; kind < length; kind++) {
            long allocated = sharer.allocated.get(kind);
            long total = totals.get(kind);
            if (allocated > 0 && total > 0 && !isExcluded(kind)) {
                share = Math.max(share, (double) allocated / total);
            }
        }
        return share / sharer.weight();
    }

    private boolean isExcluded(int kind) {
        return !excluded.isEmpty() && excluded.contains(kinds.name(kind));
    }
}
