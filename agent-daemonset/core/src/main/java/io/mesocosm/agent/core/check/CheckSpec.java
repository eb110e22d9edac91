package io.mesocosm.agent.core.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** When to run a task's CheckInfo; what to run is in the task's payload. */
public record CheckSpec(CheckType type, Duration delay, Duration interval) {
    public CheckSpec {
        requireNonNull(type, "type");
        requireNonNull(delay, "delay");
        requireNonNull(interval, "interval");
    }
}
