package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: guarantees are met first, limits never passed by offers, headroom kept (spec §6, stages 1
 * and 2). Method: clusters where the sums can be counted.
 */
class QuotaTest {
    private final AllocatorFixture fixture = new AllocatorFixture();

    private void quota(String role, String guarantees, String limits) {
        fixture.allocator.updateQuota(
                role,
                new Quota(ResourceQuantities.parse(guarantees), ResourceLimits.parse(limits)));
    }

    private Resources offeredTo(List<Allocation> offers, String framework) {
        return offers.stream()
                .filter(o -> o.frameworkId().equals(framework))
                .map(Allocation::resources)
                .reduce(Resources.EMPTY, Resources::plus);
    }

    @Test
    void anOfferStopsAtTheLimit() {
        quota("r", "", "cpus:3;mem:700");
        fixture.framework("f", "r").agent("a1", "cpus:2;mem:512").agent("a2", "cpus:2;mem:512");

        assertThat(offeredTo(fixture.offers(), "f").quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:3;mem:700"));
        assertThat(fixture.allocator.consumedQuota("r"))
                .isEqualTo(ResourceQuantities.parse("cpus:3;mem:700"));
        assertThat(fixture.offers()).isEmpty();
    }

    @Test
    void aLimitOfZeroForbids() {
        quota("r", "", "cpus:0;mem:0;disk:0");
        fixture.framework("f", "r").agent("a1");

        assertThat(fixture.offers()).isEmpty();
    }

    @Test
    void aLimitHoldsForTheWholeSubtree() {
        quota("r", "", "cpus:3;mem:4096");
        fixture.framework("f1", "r/a").framework("f2", "r/b");
        fixture.agent("a1", "cpus:2;mem:512").agent("a2", "cpus:2;mem:512");

        List<Allocation> offers = fixture.offers();
        assertThat(offeredTo(offers, "f1").plus(offeredTo(offers, "f2")).cpus()).isEqualTo(3);
    }

    @Test
    void guaranteesComeBeforeFairShares() {
        quota("owed", "cpus:4;mem:1024", "");
        fixture.framework("f1", "owed").framework("f2", "other");
        fixture.allocator.addAgent(
                "used",
                AgentProfile.of("used", Resources.parse("cpus:2;mem:512")),
                List.of(AllocatorFixture.allocation("f1", "owed", "used", "cpus:2;mem:512")));
        fixture.agent("a1", "cpus:2;mem:512");

        // By fair share f2 would be served: f1 already has something.
        assertThat(fixture.targets()).containsExactly("f1@owed:a1");
    }

    @Test
    void headroomIsKeptForAGuaranteeThatNobodyUses() {
        quota("owed", "cpus:3;mem:512", "");
        fixture.framework("f", "other");
        fixture.agent("a1", "cpus:2;mem:512").agent("a2", "cpus:2;mem:512");

        assertThat(offeredTo(fixture.offers(), "f").quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:1;mem:512"));
    }

    @Test
    void headroomThatAppearsIsOffered() {
        quota("owed", "cpus:2;mem:512", "");
        fixture.framework("f", "other").agent("a1", "cpus:2;mem:512");
        assertThat(fixture.offers()).isEmpty();

        fixture.agent("a2", "cpus:2;mem:512");
        assertThat(offeredTo(fixture.offers(), "f").quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:2;mem:512"));
    }

    @Test
    void headroomThatAppearsInATriggeredCycleIsOfferedInTheNextFullOne() {
        quota("owed", "cpus:2;mem:512", "");
        fixture.framework("f", "other").agent("a1", "cpus:2;mem:512");
        assertThat(fixture.offers()).isEmpty();
        fixture.agent("small", "cpus:1;mem:32");
        fixture.allocator.allocateTriggered(fixture.now, 1);

        List<Allocation> offers = fixture.offers();
        Resources free =
                fixture.allocator.available("a1").plus(fixture.allocator.available("small"));
        assertThat(free.quantities()).isEqualTo(ResourceQuantities.parse("cpus:2;mem:512"));
        assertThat(offers).allMatch(o -> o.frameworkId().equals("f"));
    }

    @Test
    void kindsWithoutAGuaranteeBurstIntoSpareHeadroom() {
        quota("owed", "cpus:1", "");
        fixture.framework("f", "owed").agent("a1", "cpus:2;mem:512");

        List<Allocation> offers = fixture.offers();

        assertThat(offers).hasSize(1);
        assertThat(offers.getFirst().resources().quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:2;mem:512"));
    }

    @Test
    void guaranteesAreGivenInPortionsAcrossAgents() {
        quota("owed", "cpus:3;mem:768", "cpus:3;mem:768");
        fixture.framework("f", "owed").agent("a1", "cpus:2;mem:512").agent("a2", "cpus:2;mem:512");

        assertThat(offeredTo(fixture.offers(), "f").quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:3;mem:768"));
    }

    @Test
    void reservationsConsumeQuotaWhetherUsedOrNot() {
        quota("r", "", "cpus:5;mem:2048");
        fixture.framework("f", "r");
        fixture.agent("a1", "cpus(r/x):4;cpus:4;mem:2048");

        assertThat(fixture.allocator.consumedQuota("r"))
                .isEqualTo(ResourceQuantities.parse("cpus:4"));
        assertThat(offeredTo(fixture.offers(), "f").quantities())
                .isEqualTo(ResourceQuantities.parse("cpus:1;mem:2048"));
    }

    @Test
    void reservationsAreOfferedBeyondTheLimit() {
        quota("r", "", "cpus:1;mem:0");
        fixture.framework("f", "r").agent("a1", "cpus(r):4;cpus:4;mem:1024;ports:[1-5]");

        assertThat(offeredTo(fixture.offers(), "f"))
                .isEqualTo(Resources.parse("cpus(r):4;ports:[1-5]"));
    }

    @Test
    void whatIsGivenBackMayBeOfferedAgain() {
        quota("r", "", "cpus:2;mem:512");
        fixture.framework("f1", "r").framework("f2", "r");
        fixture.agent("a1", "cpus:2;mem:512").agent("a2", "cpus:2;mem:512");
        List<Allocation> offers = fixture.offers();
        fixture.decline(offers, 60);

        assertThat(fixture.offers()).hasSize(1).noneMatch(offers::contains);
    }

    @Test
    void raisingALimitOffersMoreAndRemovingTheQuotaTheRest() {
        quota("r", "", "cpus:1;mem:256");
        fixture.framework("f", "r").agent("a1", "cpus:4;mem:1024");
        assertThat(offeredTo(fixture.offers(), "f").cpus()).isEqualTo(1);
        quota("r", "", "cpus:3;mem:768");
        assertThat(offeredTo(fixture.offers(), "f").cpus()).isEqualTo(2);
        fixture.allocator.updateQuota("r", Quota.NONE);
        assertThat(offeredTo(fixture.offers(), "f").cpus()).isEqualTo(1);
    }

    @Test
    void aLoweredLimitOffersNothingMore() {
        quota("r", "", "cpus:4;mem:1024");
        fixture.framework("f", "r").agent("a1", "cpus:2;mem:512");
        assertThat(fixture.offers()).hasSize(1);
        quota("r", "", "cpus:1;mem:256");
        fixture.agent("a2", "cpus:2;mem:512");

        assertThat(fixture.offers()).isEmpty();
    }

    @Test
    void theDefaultRoleMayHaveAQuota() {
        quota("*", "", "cpus:1;mem:64");
        fixture.framework("f", "*").agent("a1");

        assertThat(offeredTo(fixture.offers(), "f").cpus()).isEqualTo(1);
    }

    @Test
    void onlyTopLevelRolesMayHaveOne() {
        assertThatThrownBy(() -> quota("a/b", "cpus:1", ""))
                .hasMessageContaining("a/b")
                .hasMessageContaining("top-level");
    }
}
