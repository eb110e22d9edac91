package io.mesocosm.allocator;

import io.mesocosm.resources.Resources;

/** What a role may be offered of an agent, and how much that is. */
final class Portion {
    static final Portion NONE = new Portion(Resources.EMPTY, new long[0], true);

    private final Resources resources;
    private final long[] amounts;
    private final boolean empty;

    private Portion(Resources resources, long[] amounts, boolean empty) {
        this.resources = resources;
        this.amounts = amounts;
        this.empty = empty;
    }

    /** Of resources that are known not to be empty. */
    Portion(Resources resources, long[] amounts) {
        this(resources, amounts, false);
    }

    static Portion of(Resources resources, ResourceKinds kinds) {
        return resources.isEmpty() ? NONE : new Portion(resources, kinds.quantities(resources));
    }

    Resources resources() {
        return resources;
    }

    long[] amounts() {
        return amounts;
    }

    boolean isEmpty() {
        return empty;
    }
}
