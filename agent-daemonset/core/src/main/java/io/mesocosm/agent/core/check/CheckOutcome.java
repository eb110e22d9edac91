package io.mesocosm.agent.core.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a check found: a command's exit code, an HTTP status, 1 or 0 for a TCP connection; null when
 * there is no result, either not yet or because the check itself failed.
 */
public record CheckOutcome(CheckType type, @Nullable Integer value) {
    public CheckOutcome {
        requireNonNull(type, "type");
    }

    public static CheckOutcome none(CheckType type) {
        return new CheckOutcome(type, null);
    }

    /**
     * Healthy in the sense of a health check: exit 0, HTTP 200 to 399, connected (spec section
     * 7.5).
     */
    public boolean isHealthy() {
        if (value == null) {
            return false;
        }
        return switch (type) {
            case COMMAND -> value == 0;
            case HTTP -> value >= 200 && value < 400;
            case TCP -> value == 1;
        };
    }
}
