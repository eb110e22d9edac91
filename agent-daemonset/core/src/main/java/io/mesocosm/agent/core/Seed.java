package io.mesocosm.agent.core;

import java.util.UUID;

/**
 * 128 random bits that arrive with a batch; every id the batch needs is derived from them, so that
 * a step stays a function of its inputs.
 */
public final class Seed {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long high;
    private final long low;
    private long count;

    public Seed(long high, long low) {
        this.high = high;
        this.low = low;
    }

    UUID next() {
        count++;
        long most = mix(high + count * GOLDEN);
        long least = mix(low ^ mix(high + count));
        return new UUID((most & ~0xF000L) | 0x4000L, (least & ~(3L << 62)) | (2L << 62));
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
