package io.mesocosm.agent.core.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When to run a task's HealthCheck and when to give the task up; what to run is in the task's
 * payload.
 */
public record HealthSpec(
        CheckType type,
        Duration delay,
        Duration interval,
        Duration gracePeriod,
        int consecutiveFailures) {
    public HealthSpec {
        requireNonNull(type, "type");
        requireNonNull(delay, "delay");
        requireNonNull(interval, "interval");
        requireNonNull(gracePeriod, "gracePeriod");
    }
}
