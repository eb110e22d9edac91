package io.mesocosm.marathon.core.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one check of one instance (spec §1.6, healthCheckResults). */
public record Health(
        boolean alive,
        int consecutiveFailures,
        @Nullable Instant firstSuccess,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable String lastFailureCause) {

    public static final Health UNKNOWN = new Health(false, 0, null, null, null, null);

    public boolean isKnown() {
        return lastSuccess != null || lastFailure != null;
    }

    public Health succeeded(Instant now) {
        return new Health(
                true,
                0,
                firstSuccess == null ? now : firstSuccess,
                now,
                lastFailure,
                lastFailureCause);
    }

    public Health failed(Instant now, @Nullable String cause) {
        return new Health(false, consecutiveFailures + 1, firstSuccess, lastSuccess, now, cause);
    }
}
