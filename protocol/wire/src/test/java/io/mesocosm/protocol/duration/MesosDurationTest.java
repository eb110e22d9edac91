package io.mesocosm.protocol.duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations in Mesos's words, both ways. */
class MesosDurationTest {

    @ParameterizedTest
    @CsvSource({
        "5secs, PT5S",
        "1mins, PT1M",
        "15mins, PT15M",
        "1.5mins, PT1M30S",
        ".5secs, PT0.5S",
        "10ns, PT0.00000001S",
        "3us, PT0.000003S",
        "250ms, PT0.25S",
        "2hrs, PT2H",
        "1days, PT24H",
        "2weeks, PT336H",
        "0ns, PT0S",
        "0.0000000019secs, PT0.000000001S"
    })
    void parses(String text, Duration expected) {
        assertThat(MesosDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT5S, 5secs",
        "PT1M, 1mins",
        "PT15M, 15mins",
        "PT1M30S, 90secs",
        "PT0.25S, 250ms",
        "PT1.5S, 1500ms",
        "PT0.0015S, 1500us",
        "PT0.0000015S, 1500ns",
        "PT0.001000001S, 1.000001ms",
        "PT1H30M, 90mins",
        "PT24H, 1days",
        "PT240H, 10days",
        "PT336H, 2weeks",
        "PT0S, 0ns",
        "PT1.000001S, 1.000001secs",
        "PT-5S, -5secs"
    })
    void prints(Duration duration, String expected) {
        assertThat(MesosDuration.print(duration)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItPrintsToItsFifteenDigits() {
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            long unit = (long) Math.pow(10, random.nextInt(10));
            Duration duration = Duration.ofNanos(random.nextInt(1_000_000) * unit);
            assertThat(MesosDuration.parse(MesosDuration.print(duration)).toNanos())
                    .isCloseTo(
                            duration.toNanos(),
                            Offset.offset(1 + duration.toNanos() / 1_000_000_000_000L));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | Invalid duration '5'",
                "'' | Invalid duration ''",
                "secs | Invalid duration 'secs'",
                "-5secs | Invalid duration '-5secs'",
                "5s | Unknown duration unit 's'; supported units are 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and 'weeks'",
                "1.2.3secs | Invalid duration '1.2.3secs': Failed to convert '1.2.3' to a number",
                "99999999999weeks | Invalid duration '99999999999weeks': Argument out of the range that a Duration can represent due to int64_t's size limit"
            })
    void refuses(String text, String reason) {
        assertThatThrownBy(() -> MesosDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
