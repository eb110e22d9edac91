package io.mesocosm.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused at once, and the waits between attempts. */
class SchedulerConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"host:5050", "zk://host:2181/mesos", "http:///x"})
    void refusesWhatIsNoMastersAddress(String address) {
        assertThatThrownBy(() -> SchedulerConfig.of(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address);
    }

    @Test
    void refusesNoMasterAtAll() {
        assertThatThrownBy(SchedulerConfig::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("at least one master is needed");
    }

    @Test
    void refusesABackoffThatFalls() {
        SchedulerConfig config = SchedulerConfig.of("http://h:1");
        assertThatThrownBy(() -> config.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.withBackoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:5050, http://h:5050/api/v1/scheduler",
        "http://h:5050/, http://h:5050/api/v1/scheduler",
        "https://h/mesos/, https://h/mesos/api/v1/scheduler",
        "http://h:5050/api/v1/scheduler, http://h:5050/api/v1/scheduler"
    })
    void findsTheEndpointOfAMaster(URI master, URI endpoint) {
        assertThat(MasterLink.endpointOf(master)).isEqualTo(endpoint);
    }

    @Test
    void doublesTheWaitsUpToTheirBound() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        long[] bounds = {100, 200, 400, 800, 1000, 1000};
        for (int round = 0; round < 2; round++) {
            for (long bound : bounds) {
                assertThat(backoff.next())
                        .isBetween(Duration.ofMillis(bound / 2), Duration.ofMillis(bound));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(backoff.next()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            }
            backoff.reset();
        }
    }

    @Test
    void keepsSecretsOutOfText() {
        BasicCredentials credentials = new BasicCredentials("me", "geheim");
        assertThat(credentials.toString()).contains("me").doesNotContain("geheim");
        assertThat(SchedulerConfig.of("http://h:1").withCredentials(credentials).toString())
                .doesNotContain("geheim");
    }

    @Test
    void refusesAPrincipalWithAColon() {
        assertThatThrownBy(() -> new BasicCredentials("a:b", "s"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
