package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: offer filters, suppression and what ends them (spec §1.5). Method: one framework asks. */
class RefusalTest {
    private final AllocatorFixture fixture = new AllocatorFixture().framework("f1", "r1", "r2");

    private AllocatorFixture declined(double seconds) {
        fixture.allocator.suppress("f1", List.of("r2"));
        fixture.agent("a1");
        fixture.decline(fixture.offers(), seconds);
        return fixture;
    }

    @Test
    void whatWasDeclinedIsNotOfferedUntilTheFilterExpires() {
        declined(5);

        assertThat(fixture.targets()).isEmpty();
        fixture.pass(4.999);
        assertThat(fixture.targets()).isEmpty();
        fixture.pass(0.001);
        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void declinedWithoutAFilterItIsOfferedInTheNextCycle() {
        declined(0);

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "-1, 5",
        "NaN, 5",
        "0.2, 1",
        "2.5, 2.5",
        "31536000, 31536000",
        "31536001, 31536000",
        "Infinity, 31536000"
    })
    void refuseSecondsBecomeAnExpiry(double seconds, double expected) {
        assertThat(OfferFilter.refusing(seconds, Instant.EPOCH, Duration.ofSeconds(1)).expires())
                .isEqualTo(Instant.EPOCH.plusMillis(Math.round(expected * 1000)));
    }

    @Test
    void moreThanWasRefusedIsOffered() {
        declined(60);
        fixture.allocator.updateTotal("a1", Resources.parse("cpus:5;mem:1024;disk:1000"));

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void lessThanWasRefusedIsNotOffered() {
        declined(60);
        fixture.allocator.updateTotal("a1", Resources.parse("cpus:3;mem:1024"));

        assertThat(fixture.targets()).isEmpty();
    }

    @Test
    void anotherFrameworkIsOfferedWhatOneRefused() {
        declined(60);
        fixture.framework("f2", "r1");

        assertThat(fixture.targets()).containsExactly("f2@r1:a1");
    }

    @Test
    void aFilterIsForOneRole() {
        declined(60);
        fixture.allocator.revive("f1", List.of("r2"));

        assertThat(fixture.targets()).containsExactly("f1@r2:a1");
    }

    @Test
    void reviveDropsFilters() {
        declined(60);
        fixture.allocator.revive("f1", List.of("r1"));

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void changedAttributesDropFilters() {
        declined(60);
        fixture.allocator.updateAgent(
                "a1",
                AgentProfile.of("a1", Resources.parse(AllocatorFixture.AGENT))
                        .withAttributes(List.of(Attribute.text("rack", "b"))));

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void leavingARoleDropsItsFilters() {
        declined(60);
        fixture.allocator.updateFramework("f1", FrameworkProfile.of("r3"));
        assertThat(fixture.targets()).containsExactly("f1@r3:a1");
        fixture.allocator.recover("f1", "r3", "a1", Resources.parse(AllocatorFixture.AGENT), null);
        fixture.allocator.updateFramework("f1", FrameworkProfile.of("r1"));

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void twoFiltersOnOneAgentExpireOnTheirOwn() {
        fixture.allocator.suppress("f1", List.of("r2"));
        fixture.agent("a1");
        Allocation offer = fixture.offers().getFirst();
        Resources half = Resources.parse("cpus:2;mem:512");
        fixture.allocator.recover(
                "f1", "r1", "a1", half, new OfferFilter(fixture.now.plusSeconds(10)));
        fixture.allocator.recover(
                "f1",
                "r1",
                "a1",
                offer.resources().minus(half),
                new OfferFilter(fixture.now.plusSeconds(2)));

        // Both halves together are a subset of neither refusal.
        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void suppressedRolesAreNotOffered() {
        fixture.allocator.suppress("f1", List.of());
        fixture.agent("a1");
        assertThat(fixture.targets()).isEmpty();

        fixture.allocator.revive("f1", List.of());
        assertThat(fixture.targets()).hasSize(1);
    }

    @Test
    void rolesCanBeSuppressedFromTheBeginning() {
        AllocatorFixture other = new AllocatorFixture();
        other.framework("f1", FrameworkProfile.of("r1", "r2").withSuppressed(Set.of("r1")));
        other.agent("a1").agent("a2");

        assertThat(other.targets()).containsExactlyInAnyOrder("f1@r2:a1", "f1@r2:a2");
    }

    @Test
    void endingSuppressionByUpdateDropsFilters() {
        declined(60);
        FrameworkProfile profile = FrameworkProfile.of("r1", "r2");
        fixture.allocator.updateFramework("f1", profile.withSuppressed(Set.of("r1", "r2")));
        assertThat(fixture.targets()).isEmpty();
        fixture.allocator.updateFramework("f1", profile.withSuppressed(Set.of("r2")));

        assertThat(fixture.targets()).containsExactly("f1@r1:a1");
    }

    @Test
    void anInactiveFrameworkIsNotOfferedAndKeepsWhatItHolds() {
        fixture.allocator.suppress("f1", List.of("r2"));
        fixture.agent("a1");
        fixture.offers();
        fixture.allocator.deactivateFramework("f1");
        fixture.agent("a2");
        assertThat(fixture.targets()).isEmpty();
        assertThat(fixture.allocator.held("f1", "r1", "a1").isEmpty()).isFalse();

        fixture.allocator.activateFramework("f1");
        assertThat(fixture.targets()).containsExactly("f1@r1:a2");
    }
}
