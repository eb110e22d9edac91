package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/** Keeps what was refused from being offered again, to whom refused it, until {@code expires}. */
public record OfferFilter(Instant expires) {
    private static final double DEFAULT_SECONDS = 5;
    private static final double MAX_SECONDS = Duration.ofDays(365).toSeconds();

    public OfferFilter {
        requireNonNull(expires, "expires");
    }

    /**
     * The filter that {@code refuse_seconds} asks for (spec §1.5): negative or not a number means
     * five seconds, more than a year means a year, less than an allocation interval means one. Ask
     * for none when it is zero: {@link #isNone}.
     */
    public static OfferFilter refusing(double seconds, Instant now, Duration allocationInterval) {
        double valid = seconds >= 0 ? Math.min(seconds, MAX_SECONDS) : DEFAULT_SECONDS;
        Duration asked = Duration.ofNanos(Math.round(valid * 1e9));
        return new OfferFilter(
                now.plus(asked.compareTo(allocationInterval) < 0 ? allocationInterval : asked));
    }

    /** Whether {@code refuse_seconds} asks for no filter at all. */
    public static boolean isNone(double seconds) {
        return seconds == 0;
    }
}
