package io.mesocosm.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The monotonic-clock rule of a leadership. */
final class CertaintyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration TTL = Duration.ofSeconds(3);

    @Test
    void lastsTwoThirdsOfTheTtlSinceTheRequestWasSent() {
        Certainty certainty = new Certainty(TTL, 10 * SECOND);
        assertThat(certainty.isCertain(10 * SECOND)).isTrue();
        assertThat(certainty.isCertain(12 * SECOND - 1)).isTrue();
        assertThat(certainty.isCertain(12 * SECOND)).isFalse();
    }

    @Test
    void countsFromWhenTheAnsweredKeepAliveWasSent() {
        Certainty certainty = new Certainty(TTL, 10 * SECOND);
        certainty.answered(11 * SECOND);
        assertThat(certainty.isCertain(13 * SECOND - 1)).isTrue();
        assertThat(certainty.isCertain(13 * SECOND)).isFalse();
    }

    @Test
    void isNotShortenedByALateAnswerToAnEarlierKeepAlive() {
        Certainty certainty = new Certainty(TTL, 10 * SECOND);
        certainty.answered(12 * SECOND);
        certainty.answered(11 * SECOND);
        assertThat(certainty.isCertain(14 * SECOND - 1)).isTrue();
    }

    @Test
    void comesBackWithAnAnswerUntilItIsEnded() {
        Certainty certainty = new Certainty(TTL, 10 * SECOND);
        assertThat(certainty.isCertain(12 * SECOND)).isFalse();
        certainty.answered(12 * SECOND);
        assertThat(certainty.isCertain(12 * SECOND)).isTrue();
        certainty.end();
        certainty.answered(13 * SECOND);
        assertThat(certainty.isCertain(13 * SECOND)).isFalse();
    }

    @Test
    void expiresWithTheWholeTtl() {
        Certainty certainty = new Certainty(TTL, 10 * SECOND);
        assertThat(certainty.isExpired(13 * SECOND - 1)).isFalse();
        assertThat(certainty.isExpired(13 * SECOND)).isTrue();
    }

    @Test
    void holdsWhereTheClockOverflows() {
        Certainty certainty = new Certainty(TTL, Long.MAX_VALUE - 1);
        assertThat(certainty.isCertain(Long.MIN_VALUE + SECOND)).isTrue();
        assertThat(certainty.isCertain(Long.MIN_VALUE + 2 * SECOND)).isFalse();
        certainty.answered(Long.MIN_VALUE + SECOND);
        assertThat(certainty.isCertain(Long.MIN_VALUE + 2 * SECOND)).isTrue();
    }
}
