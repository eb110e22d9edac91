package io.mesocosm.allocator;

import static io.mesocosm.allocator.AllocatorFixture.allocation;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the books stay right through removals, conversions and calls about strangers (spec §6). */
class BooksTest {
    private final AllocatorFixture fixture = new AllocatorFixture().framework("f1", "role");
    private final Allocator allocator = fixture.allocator;

    @Test
    void aRemovedFrameworkGivesBackAllItHeld() {
        fixture.agent("a1");
        fixture.offers();
        allocator.removeFramework("f1");
        fixture.framework("f2", "role");

        assertThat(fixture.targets()).containsExactly("f2@role:a1");
    }

    @Test
    void aRemovedAgentTakesWhatWasHeldOnItAlong() {
        fixture.agent("a1").agent("a2");
        fixture.offers();
        fixture.framework("f2", "role");
        allocator.removeAgent("a1");
        allocator.removeAgent("a2");
        fixture.agent("a3").agent("a4");

        assertThat(fixture.offers())
                .extracting(Allocation::frameworkId)
                .containsExactlyInAnyOrder("f1", "f2");
    }

    @Test
    void recoveringWhatIsUnknownOrNotHeldChangesNothing() {
        fixture.agent("a1");
        Resources all = Resources.parse(AllocatorFixture.AGENT);
        assertThat(allocator.recover("f1", "role", "a1", all, null)).isEqualTo(Resources.EMPTY);
        fixture.offers();
        assertThat(allocator.recover("f1", "role", "other", all, null)).isEqualTo(Resources.EMPTY);
        assertThat(allocator.recover("other", "role", "a1", all, null)).isEqualTo(Resources.EMPTY);
        assertThat(allocator.recover("f1", "other", "a1", all, null)).isEqualTo(Resources.EMPTY);
        assertThat(allocator.available("a1")).isEqualTo(Resources.EMPTY);

        assertThat(allocator.recover("f1", "role", "a1", all.plus(all), null)).isEqualTo(all);
        assertThat(allocator.available("a1")).isEqualTo(all);
    }

    @Test
    void resourcesMarkedWithARoleAreTakenBackAsWell() {
        fixture.agent("a1");
        Resources offered = fixture.offers().getFirst().resources();

        assertThat(allocator.recover("f1", "role", "a1", offered.allocate("role"), null))
                .isEqualTo(offered);
    }

    @Test
    void theHeldAndTheAvailableAddUpToTheTotal() {
        fixture.agent("a1");
        fixture.offers();
        allocator.recover("f1", "role", "a1", Resources.parse("cpus:1;ports:[31005-31010]"), null);

        assertThat(allocator.available("a1"))
                .isEqualTo(Resources.parse("cpus:1;ports:[31005-31010]"));
        assertThat(allocator.held("f1", "role", "a1").plus(allocator.available("a1")))
                .isEqualTo(Resources.parse(AllocatorFixture.AGENT));
    }

    @Test
    void anAgentThatShrinksBelowWhatIsHeldOffersNothing() {
        fixture.agent("a1");
        fixture.offers();
        allocator.recover("f1", "role", "a1", Resources.parse("cpus:2"), null);
        allocator.updateTotal("a1", Resources.parse("cpus:1;mem:1024"));

        assertThat(fixture.offers()).isEmpty();
        allocator.recover("f1", "role", "a1", Resources.parse("cpus:2;mem:1024"), null);
        allocator.updateTotal("a1", Resources.parse("cpus:1;mem:1024;disk:1"));
        assertThat(fixture.offers().getFirst().resources().cpus()).isEqualTo(1);
    }

    @Test
    void anAgentAddedAgainStartsAnew() {
        fixture.agent("a1");
        fixture.offers();
        allocator.addAgent(
                "a1",
                AgentProfile.of("a1", Resources.parse("cpus:4;mem:1024")),
                List.of(allocation("f1", "role", "a1", "cpus:1;mem:24")));

        assertThat(fixture.offers())
                .containsExactly(allocation("f1", "role", "a1", "cpus:3;mem:1000"));
        assertThat(allocator.held("f1", "role", "a1"))
                .isEqualTo(Resources.parse("cpus:4;mem:1024"));
    }

    @Test
    void acceptedReservationsAreConvertedInHandAndInTheTotal() {
        fixture.agent("a1");
        fixture.offers();
        Resources reserved =
                Resources.parse("cpus:1").pushReservation(Reservation.ofDynamic("role", "p"));

        assertThat(allocator.convertAllocated(allocation("f1", "role", "a1", "cpus:1"), reserved))
                .isTrue();
        allocator.recover("f1", "role", "a1", reserved, null);
        fixture.framework("f2", "other");

        assertThat(allocator.available("a1")).isEqualTo(reserved);
        assertThat(fixture.targets()).containsExactly("f1@role:a1");
    }

    @Test
    void whatIsNotHeldOrNotFreeIsNotConverted() {
        fixture.agent("a1");
        Resources reserved =
                Resources.parse("cpus:1").pushReservation(Reservation.ofDynamic("role", "p"));
        Resources plain = Resources.parse("cpus:1");
        assertThat(allocator.convertAllocated(allocation("f1", "role", "a1", "cpus:1"), reserved))
                .isFalse();
        assertThat(allocator.convertAvailable("a1", plain, reserved)).isTrue();
        assertThat(fixture.offers().getFirst().resources().contains(reserved)).isTrue();
        assertThat(allocator.convertAvailable("a1", plain, reserved)).isFalse();
    }

    @Test
    void rolesAndFrameworksThatAreGoneLeaveNothingBehind() {
        fixture.framework("f2", "a/b/c").agent("a1");
        fixture.offers();
        allocator.removeFramework("f1");
        allocator.removeFramework("f2");
        assertThat(allocator.knownRoles()).isEmpty();

        fixture.allocator.charge(allocation("stranger", "x/y", "a1", "cpus:1"));
        assertThat(allocator.knownRoles()).containsExactlyInAnyOrder("x", "x/y");
        allocator.recover("stranger", "x/y", "a1", Resources.parse("cpus:1"), null);
        assertThat(allocator.knownRoles()).isEmpty();
    }
}
