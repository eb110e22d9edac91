package io.mesocosm.master.core.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time, one source of randomness, and what happens when. */
final class World {
    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::sequence));
    private final Random random;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long sequence;
    private boolean calm;

    World(long seed) {
        random = new Random(seed);
    }

    Instant now() {
        return now;
    }

    /** From here on nothing breaks any more. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Whether a mishap of that probability happens now. */
    boolean mishap(double probability) {
        return !calm && random.nextDouble() < probability;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    Duration between(long millis, long moreMillis) {
        return Duration.ofMillis(millis + random.nextLong(moreMillis - millis + 1));
    }

    void in(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    void at(Instant at, Runnable action) {
        queue.add(new Event(at.isBefore(now) ? now : at, sequence++, action));
    }

    void run(Duration duration) {
        Instant end = now.plus(duration);
        Event next = queue.peek();
        while (next != null && !next.at.isAfter(end)) {
            queue.poll();
            now = next.at;
            next.action.run();
            next = queue.peek();
        }
        now = end;
    }

    private record Event(Instant at, long sequence, Runnable action) {}
}
