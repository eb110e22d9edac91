package io.mesocosm.marathon.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is due when; owned by the core's thread. */
final class Timers {

    private record Due(Instant at, long order, Timer timer) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private long order;

    void at(Instant when, Timer timer) {
        queue.add(new Due(when, order++, timer));
    }

    /** The next timer that is due, or null. */
    @Nullable Timer poll(Instant now) {
        Due first = queue.peek();
        if (first == null || first.at.isAfter(now)) {
            return null;
        }
        queue.poll();
        return first.timer;
    }

    @Nullable Instant next() {
        Due first = queue.peek();
        return first == null ? null : first.at;
    }
}
