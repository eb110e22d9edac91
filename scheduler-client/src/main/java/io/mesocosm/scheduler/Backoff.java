package io.mesocosm.scheduler;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double with each failure, scattered so that many clients do not return at once; owned
 * by one thread.
 */
final class Backoff {

    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
    }

    /**
     * How long to wait before the next attempt: between half of the current bound and all of it.
     */
    Duration next() {
        long bound = max.toNanos();
        if (failures < Long.SIZE - 1 && min.toNanos() <= max.toNanos() >> failures) {
            bound = min.toNanos() << failures;
        }
        failures++;
        return Duration.ofNanos(bound / 2 + random.nextLong(bound / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
