package io.mesocosm.master.core.task;

import static java.util.Objects.requireNonNull;

/** The facts of a HealthCheck or CheckInfo; times in seconds. */
public record HealthCheckSpec(
        Type type,
        boolean hasCommand,
        boolean commandHasValue,
        boolean hasHttp,
        boolean hasTcp,
        double delaySeconds,
        double gracePeriodSeconds,
        double intervalSeconds,
        double timeoutSeconds,
        HttpFacts http) {
    public HealthCheckSpec {
        requireNonNull(type, "type");
        requireNonNull(http, "http");
    }

    /** HealthCheck.Type; UNSET when the field is absent. */
    public enum Type {
        UNSET,
        UNKNOWN,
        COMMAND,
        HTTP,
        TCP
    }

    /** Scheme and path of an HTTP check, empty strings when absent. */
    public record HttpFacts(String scheme, String path) {
        public static final HttpFacts NONE = new HttpFacts("", "");
    }
}
