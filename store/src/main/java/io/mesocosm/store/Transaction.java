package io.mesocosm.store;

import java.util.ArrayList;
import java.util.List;

/** Writes that are applied together when every guard holds. */
public record Transaction(List<Guard> guards, List<Write> writes) {
    public Transaction {
        guards = List.copyOf(guards);
        writes = List.copyOf(writes);
        if (guards.size() + writes.size() > Store.TRANSACTION_LIMIT) {
            throw new IllegalArgumentException(
                    "a transaction of "
                            + (guards.size() + writes.size())
                            + " guards and writes; at most "
                            + Store.TRANSACTION_LIMIT
                            + " are allowed: split it");
        }
    }

    /** A transaction without guards. */
    public static Transaction of(Write... writes) {
        return new Transaction(List.of(), List.of(writes));
    }

    /** The same transaction with one more guard. */
    public Transaction guardedBy(Guard guard) {
        List<Guard> more = new ArrayList<>(guards);
        more.add(guard);
        return new Transaction(more, writes);
    }
}
