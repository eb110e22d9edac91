package io.mesocosm.master.core.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen later, in virtual time. A timer is never cancelled: what it runs looks whether
 * it still applies.
 */
public final class Timers {
    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::sequence));
    private long sequence;

    public void at(Instant at, Runnable action) {
        queue.add(new Timer(at, sequence++, requireNonNull(action, "action")));
    }

    /** Runs what is due, timers that these set for now included. */
    public void runDue(Instant now) {
        Timer next = queue.peek();
        while (next != null && !next.at.isAfter(now)) {
            queue.poll();
            next.action.run();
            next = queue.peek();
        }
    }

    public @Nullable Instant earliest() {
        Timer next = queue.peek();
        return next == null ? null : next.at;
    }

    private record Timer(Instant at, long sequence, Runnable action) {}
}
