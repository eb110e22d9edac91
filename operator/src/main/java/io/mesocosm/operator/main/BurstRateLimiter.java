package io.mesocosm.operator.main;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter.RateLimitState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets a resource be looked at several times in a row, and after that at a steady rate: what
 * settles in a moment is not held up, and what goes on changing keeps no processor busy. Each
 * resource has its own; one thread at a time asks for it.
 */
final class BurstRateLimiter implements RateLimiter<BurstRateLimiter.Spent> {
    private final Clock clock;
    private final Duration interval;
    private final Duration ahead;

    /** When all that a resource was allowed will have been earned. */
    static final class Spent implements RateLimitState {
        private Instant until = Instant.MIN;
    }

    /**
     * @param burst looks in a row
     * @param interval in which one more look is earned
     */
    BurstRateLimiter(Clock clock, int burst, Duration interval) {
        this.clock = clock;
        this.interval = interval;
        this.ahead = interval.multipliedBy(burst - 1L);
    }

    @Override
    public Spent initState() {
        return new Spent();
    }

    /** Counts a look that is allowed; for one that is not, how long it has to wait. */
    @Override
    public Optional<Duration> isLimited(RateLimitState state) {
        Spent spent = (Spent) state;
        Instant now = clock.instant();
        Instant from = spent.until.isBefore(now) ? now : spent.until;
        Duration wait = Duration.between(now, from).minus(ahead);
        if (wait.isPositive()) {
            return Optional.of(wait);
        }
        spent.until = from.plus(interval);
        return Optional.empty();
    }
}
