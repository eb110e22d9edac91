package io.mesocosm.allocator;

/** One who competes for a fair share: a framework in a role, or a role among its siblings. */
abstract class Sharer {
    /** Where this sharer stands in the {@link FairOrder} it is in; negative when in none. */
    int slot = -1;

    final String path;
    final Amounts allocated = new Amounts();

    /** How often it was given something: the tie-breaker before the path. */
    long allocations;

    Sharer(String path) {
        this.path = path;
    }

    double weight() {
        return 1.0;
    }

    void charge(long[] amounts) {
        allocated.add(amounts);
        allocations++;
    }

    void discharge(long[] amounts) {
        allocated.subtract(amounts);
    }
}
