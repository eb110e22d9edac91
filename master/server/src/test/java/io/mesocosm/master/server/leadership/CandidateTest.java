package io.mesocosm.master.server.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.store.Leader;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What masters tell each other of themselves, and what a standby makes of it. */
class CandidateTest {
    private static final Candidate OTHER =
            new Candidate("other", "m2.example", "10.0.0.2", 5050, "10.0.0.2:5055", "1.12.0");

    private final Standing<String> standing = new Standing<>("me");

    @Test
    void readsWhatItWrites() {
        assertThat(Candidate.of(OTHER.text())).contains(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1:5050", "{}", "[1]", "{\"id\":\"a\",\"port\":\"x\"}"})
    void takesNothingElseForACandidate(String text) {
        assertThat(Candidate.of(text)).isEmpty();
    }

    @Test
    void takesWhatALaterVersionAdds() {
        assertThat(Candidate.of(OTHER.text().replace("{", "{\"more\":[1],"))).contains(OTHER);
    }

    @Test
    void putsAnIpv6AddressInBrackets() {
        assertThat(Candidate.address("fd00::1", 5055)).isEqualTo("[fd00::1]:5055");
    }

    @Test
    void knowsTheLeaderWhileItStandsBy() {
        standing.follow(Optional.of(new Leader(OTHER.text(), 3)));
        assertThat(standing.role()).isEqualTo(new Standing.Role.Standby<>(Optional.of(OTHER)));
        standing.follow(Optional.empty());
        assertThat(standing.role()).isEqualTo(new Standing.Role.Standby<>(Optional.empty()));
    }

    @Test
    void neverSendsAnybodyToItself() {
        standing.follow(Optional.of(new Leader(OTHER.text().replace("other", "me"), 3)));
        assertThat(standing.role()).isEqualTo(new Standing.Role.Standby<>(Optional.empty()));
    }

    @Test
    void leadsWhateverTheElectionSaysOnceItHasWon() {
        standing.elected();
        assertThat(standing.isElected()).isTrue();
        standing.follow(Optional.of(new Leader(OTHER.text(), 3)));
        assertThat(standing.role()).isEqualTo(new Standing.Role.Recovering<>());
        standing.leads("desk");
        standing.follow(Optional.empty());
        assertThat(standing.role()).isEqualTo(new Standing.Role.Leading<>("desk"));
        standing.resigned();
        assertThat(standing.isElected()).isFalse();
    }
}
