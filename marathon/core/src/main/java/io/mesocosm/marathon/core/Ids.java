package io.mesocosm.marathon.core;

import java.util.UUID;

/** Ids and arbitrary choices from a seed that the edge supplies; owned by the core's thread. */
final class Ids {

    private long state;

    Ids(long seed) {
        state = seed;
    }

    /** The next number of the SplitMix64 sequence. */
    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A version 4 UUID. */
    String uuid() {
        long high = (next() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        long low = (next() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
