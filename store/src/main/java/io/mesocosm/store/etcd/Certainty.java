package io.mesocosm.store.etcd;

import java.time.Duration;

/**
 * Whether a lease surely lives, by the monotonic clock alone: for two thirds of its TTL since the
 * last keep-alive that was answered was sent. etcd counts the TTL from when it had that keep-alive,
 * which is later; the last third is for clocks that run unevenly and for what is on its way.
 *
 * <p>One thread tells it of answers, any thread asks.
 */
final class Certainty {
    private final long span;
    private volatile long sent;
    private volatile boolean over;

    /**
     * @param ttl the lease's
     * @param sentNanos when the request for the lease was sent
     */
    Certainty(Duration ttl, long sentNanos) {
        this.span = ttl.toNanos() / 3 * 2;
        this.sent = sentNanos;
    }

    /** A keep-alive that was sent at that time was answered. */
    void answered(long sentNanos) {
        if (sentNanos - sent > 0) {
            sent = sentNanos;
        }
    }

    /** The lease is given up or gone: nothing makes it certain again. */
    void end() {
        over = true;
    }

    boolean isCertain(long nowNanos) {
        return !over && nowNanos - sent < span;
    }

    /** Whether etcd may have ended the lease by itself: its whole TTL has passed. */
    boolean isExpired(long nowNanos) {
        return over || nowNanos - sent >= span / 2 * 3;
    }
}
