package io.mesocosm.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.operator.main.BurstRateLimiter.Spent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class BurstRateLimiterTest {
    private Instant now = Instant.EPOCH;

    private final BurstRateLimiter limiter =
            new BurstRateLimiter(
                    new Clock() {
                        @Override
                        public Instant instant() {
                            return now;
                        }

                        @Override
                        public ZoneId getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(ZoneId zone) {
                            return this;
                        }
                    },
                    3,
                    Duration.ofMillis(500));

    private final Spent resource = limiter.initState();

    @Test
    void aBurstIsNotHeldUpAndTheNextLookWaitsForWhatIsEarned() {
        allowed(3);
        now = now.plusMillis(200);

        assertThat(limiter.isLimited(resource)).contains(Duration.ofMillis(300));
    }

    @Test
    void aLookThatWasHeldUpIsAllowedOnceItsTimeIsOver() {
        allowed(3);
        assertThat(limiter.isLimited(resource)).contains(Duration.ofMillis(500));
        now = now.plusMillis(500);

        allowed(1);
        assertThat(limiter.isLimited(resource)).isPresent();
    }

    @Test
    void whatIsNotUsedIsKeptForOneBurstAndNoMore() {
        allowed(3);
        now = now.plusSeconds(3600);

        allowed(3);
        assertThat(limiter.isLimited(resource)).contains(Duration.ofMillis(500));
    }

    @Test
    void eachResourceHasItsOwn() {
        allowed(3);

        assertThat(limiter.isLimited(limiter.initState())).isEmpty();
    }

    private void allowed(int looks) {
        for (int look = 0; look < looks; look++) {
            assertThat(limiter.isLimited(resource)).isEmpty();
        }
    }
}
