package io.mesocosm.allocator;

import java.util.Arrays;

/** A growing vector of thousandths, one element per resource kind. */
final class Amounts {
    private long[] milli = new long[ResourceKinds.COMMON];

    long get(int kind) {
        return kind < milli.length ? milli[kind] : 0;
    }

    int length() {
        return milli.length;
    }

    void add(long[] amounts) {
        grow(amounts.length);
        for (int i = 0; i < amounts.length; i++) {
            milli[i] += amounts[i];
        }
    }

    void subtract(long[] amounts) {
        grow(amounts.length);
        for (int i = 0; i < amounts.length; i++) {
            milli[i] -= amounts[i];
        }
    }

    void add(int kind, long amount) {
        grow(kind + 1);
        milli[kind] += amount;
    }

    void clear() {
        Arrays.fill(milli, 0);
    }

    boolean isZero() {
        for (long amount : milli) {
            if (amount != 0) {
                return false;
            }
        }
        return true;
    }

    private void grow(int length) {
        if (length > milli.length) {
            milli = Arrays.copyOf(milli, length);
        }
    }
}
