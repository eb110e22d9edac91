package io.mesocosm.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Validity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClusterSecurityTest {
    private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
    private static final Durations DURATIONS =
            new Durations(
                    Duration.ofDays(90), Validity.of(Duration.ofDays(3)), Duration.ofMinutes(2));

    /** Each change of the mark restarts etcd, member by member. */
    @Test
    void whoSignsMakesNoDifferenceToWhoIsTrusted() {
        Authorities first = Authorities.create("main", "", DURATIONS, START);
        Authorities begun = first.at(START, "main", "now", DURATIONS);
        Authorities turned = begun.at(START.plusSeconds(120), "main", "now", DURATIONS);
        Authorities ended =
                turned.at(
                        START.plusSeconds(240).plus(Duration.ofDays(3)), "main", "now", DURATIONS);

        assertThat(turned.bundle()).isNotEqualTo(begun.bundle());
        assertThat(ClusterSecurity.mark(turned.bundle()))
                .isEqualTo(ClusterSecurity.mark(begun.bundle()))
                .isNotEqualTo(ClusterSecurity.mark(first.bundle()))
                .isNotEqualTo(ClusterSecurity.mark(ended.bundle()));
    }
}
