package io.mesocosm.telemetry;

/** What a metric's value does. */
public enum MetricKind {
    /** It only grows, until the process ends. */
    COUNTER,

    /** It is what it is at the moment. */
    GAUGE,

    /** How long something took in all, in seconds; {@code <name>/count} is how often. */
    TIMER
}
