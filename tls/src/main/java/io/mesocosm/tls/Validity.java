package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a certificate is good, and how much of that is left when it is replaced.
 *
 * @param life the whole
 * @param renewBefore the end of it, in which its successor is made and spread
 */
public record Validity(Duration life, Duration renewBefore) {
    public Validity {
        requireNonNull(life, "life");
        requireNonNull(renewBefore, "renewBefore");
        if (!renewBefore.isPositive() || renewBefore.compareTo(life) >= 0) {
            throw new IllegalArgumentException(
                    "a certificate that is good for %s cannot be renewed %s before its end"
                            .formatted(life, renewBefore));
        }
    }

    /** Renewed when the last third of its life begins. */
    public static Validity of(Duration life) {
        return new Validity(life, life.dividedBy(3));
    }

    /** When that is for a certificate that ends then. */
    public Instant renewal(Instant expiry) {
        return expiry.minus(renewBefore);
    }
}
