package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.HealthSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When one check of one task runs next, and what its results mean (spec section 7.5). Owned by the
 * agent's thread.
 */
final class Checker {
    /** What a health check's result leads to. */
    enum Verdict {
        NOTHING,
        HEALTHY,
        UNHEALTHY,
        KILL
    }

    final CheckKind kind;
    private final Duration interval;
    private final @Nullable HealthSpec health;
    private final Instant graceEnds;

    Instant nextAt;
    boolean running;
    private boolean initializing = true;
    private int failures;

    private Checker(
            CheckKind kind,
            Duration delay,
            Duration interval,
            @Nullable HealthSpec health,
            Instant start) {
        this.kind = kind;
        this.interval = interval;
        this.health = health;
        this.nextAt = start.plus(delay);
        this.graceEnds = health == null ? start : start.plus(health.gracePeriod());
    }

    static Checker check(CheckSpec spec, Instant start) {
        return new Checker(CheckKind.CHECK, spec.delay(), spec.interval(), null, start);
    }

    static Checker health(HealthSpec spec, Instant start) {
        return new Checker(CheckKind.HEALTH, spec.delay(), spec.interval(), spec, start);
    }

    /** After a restart of the agent: a task that had been healthy gets no second grace period. */
    void resume(@Nullable Boolean healthy, Instant now) {
        initializing = healthy == null || !healthy;
        nextAt = nextAt.isBefore(now) ? now.plus(interval) : nextAt;
    }

    boolean isDue(Instant now) {
        return !running && !nextAt.isAfter(now);
    }

    void finished(Instant now) {
        running = false;
        nextAt = now.plus(interval);
    }

    Verdict judge(CheckOutcome outcome, Instant now) {
        if (health == null) {
            return Verdict.NOTHING;
        }
        if (outcome.isHealthy()) {
            boolean news = initializing || failures > 0;
            initializing = false;
            failures = 0;
            return news ? Verdict.HEALTHY : Verdict.NOTHING;
        }
        if (initializing && !now.isAfter(graceEnds)) {
            return Verdict.NOTHING;
        }
        failures++;
        return failures >= health.consecutiveFailures() ? Verdict.KILL : Verdict.UNHEALTHY;
    }
}
