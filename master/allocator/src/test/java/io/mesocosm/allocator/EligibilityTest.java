package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.allocator.FrameworkProfile.Capability;
import io.mesocosm.resources.Disk;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Traits;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: who may be offered which agent, and which of its resources (spec §1.2, §6). Method: one
 * agent, one framework, one thing in the way.
 */
class EligibilityTest {
    private static final FrameworkProfile MODERN = FrameworkProfile.of("role");

    private static FrameworkProfile with(Capability... more) {
        Set<Capability> capabilities =
                EnumSet.of(Capability.MULTI_ROLE, Capability.RESERVATION_REFINEMENT);
        capabilities.addAll(List.of(more));
        return MODERN.withCapabilities(capabilities);
    }

    private static List<Allocation> offered(FrameworkProfile framework, Resources agent) {
        return new AllocatorFixture().framework("f1", framework).agent("a1", agent).offers();
    }

    private static List<Allocation> offered(FrameworkProfile framework, String agent) {
        return offered(framework, Resources.parse(agent));
    }

    private static Resources what(List<Allocation> offers) {
        return offers.stream().map(Allocation::resources).reduce(Resources.EMPTY, Resources::plus);
    }

    @Test
    void agentsWithGpusAreForGpuFrameworks() {
        String agent = "cpus:4;mem:1024;gpus:1";
        assertThat(offered(MODERN, agent)).isEmpty();
        assertThat(offered(with(Capability.GPU_RESOURCES), agent)).hasSize(1);
        assertThat(offered(MODERN, "cpus:4;mem:1024")).hasSize(1);
    }

    @Test
    void gpusAreOfferedToAllWhenTheFilterIsOff() {
        AllocatorFixture fixture =
                new AllocatorFixture(
                        new AllocatorConfig(
                                AllocatorConfig.DEFAULT.minAllocatable(), Set.of(), false, null));
        fixture.framework("f1", MODERN).agent("a1", "cpus:4;mem:1024;gpus:1");

        assertThat(fixture.offers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "east, east, false, true",
        "west, east, false, false",
        "west, east, true, true",
        ", east, false, true",
        "west, , false, true"
    })
    void agentsOfAnotherRegionAreForRegionAwareFrameworks(
            @Nullable String agentRegion,
            @Nullable String masterRegion,
            boolean aware,
            boolean offered) {
        AllocatorFixture fixture =
                new AllocatorFixture(new AllocatorConfig(List.of(), Set.of(), true, masterRegion));
        fixture.framework("f1", aware ? with(Capability.REGION_AWARE) : MODERN);
        fixture.allocator.addAgent(
                "a1",
                new AgentProfile(
                        "a1",
                        Resources.parse("cpus:1"),
                        List.of(),
                        agentRegion,
                        null,
                        Set.of(AgentProfile.Capability.values())),
                List.of());

        assertThat(fixture.offers()).hasSize(offered ? 1 : 0);
    }

    @Test
    void oldAgentsAreNotForMultiRoleFrameworksNorForHierarchicalRoles() {
        AgentProfile old =
                new AgentProfile("a1", Resources.parse("cpus:1"), List.of(), null, null, Set.of());
        AllocatorFixture fixture = new AllocatorFixture();
        fixture.framework("multi", MODERN);
        fixture.framework("nested", FrameworkProfile.of("a/b").withCapabilities(Set.of()));
        fixture.allocator.addAgent("a1", old, List.of());
        assertThat(fixture.offers()).isEmpty();

        fixture.framework("flat", FrameworkProfile.of("a").withCapabilities(Set.of()));
        assertThat(fixture.targets()).containsExactly("flat@a:a1");
    }

    @ParameterizedTest
    @CsvSource({
        "cpus:0.009;mem:31, false",
        "cpus:0.01, true",
        "mem:32, true",
        "disk:100000;ports:[1-2], false"
    })
    void anOfferReachesOneOfTheMinimums(String agent, boolean offered) {
        assertThat(offered(MODERN, agent)).hasSize(offered ? 1 : 0);
    }

    @Test
    void aRolesOwnMinimumReplacesTheGlobalOne() {
        FrameworkProfile wantsMuch =
                MODERN.withMinAllocatable(
                        Map.of("role", List.of(ResourceQuantities.parse("cpus:2;mem:512"))));
        assertThat(offered(wantsMuch, "cpus:2;mem:256")).isEmpty();
        assertThat(offered(wantsMuch, "cpus:2;mem:512")).hasSize(1);

        FrameworkProfile takesAll = MODERN.withMinAllocatable(Map.of("role", List.of()));
        assertThat(offered(takesAll, "ports:[1-2]")).hasSize(1);
    }

    @Test
    void reservationsAreForTheirRoleAndRolesBelow() {
        String agent = "cpus:1;cpus(eng):2;cpus(eng/web):4;cpus(sales):8";
        assertThat(what(offered(FrameworkProfile.of("eng"), agent)))
                .isEqualTo(Resources.parse("cpus:1;cpus(eng):2"));
        assertThat(what(offered(FrameworkProfile.of("eng/web"), agent)))
                .isEqualTo(Resources.parse("cpus:1;cpus(eng):2;cpus(eng/web):4"));
        assertThat(what(offered(FrameworkProfile.of("engine"), agent)))
                .isEqualTo(Resources.parse("cpus:1"));
    }

    @Test
    void refinedReservationsAreForFrameworksThatUnderstandThem() {
        Resources agent =
                Resources.of(
                        Resource.scalar("cpus", 1)
                                .reserved(Reservation.ofStatic("a"))
                                .reserved(Reservation.ofDynamic("a/b", null)),
                        Resource.scalar("cpus", 2).reserved(Reservation.ofStatic("a")));
        FrameworkProfile modern = FrameworkProfile.of("a/b");

        assertThat(what(offered(modern, agent))).isEqualTo(agent);
        assertThat(what(offered(modern.withCapabilities(Set.of(Capability.MULTI_ROLE)), agent)))
                .isEqualTo(Resources.parse("cpus(a):2"));
    }

    @Test
    void revocableResourcesAreForFrameworksThatTakeThem() {
        Resources agent =
                Resources.parse("cpus:1")
                        .plus(
                                new Resource(
                                        "cpus",
                                        io.mesocosm.resources.Value.Scalar.of(2),
                                        Traits.PLAIN.withRevocable(true)));

        assertThat(what(offered(MODERN, agent))).isEqualTo(Resources.parse("cpus:1"));
        assertThat(what(offered(with(Capability.REVOCABLE_RESOURCES), agent))).isEqualTo(agent);
    }

    @Test
    void aSharedVolumeIsOfferedAgainWhileInUseButOnceACycle() {
        Resource volume =
                new Resource(
                        "disk",
                        io.mesocosm.resources.Value.Scalar.of(100),
                        Traits.PLAIN
                                .withReservations(List.of(Reservation.ofStatic("role")))
                                .withShared(true)
                                .withDisk(
                                        new Disk(
                                                new Disk.Persistence("v1", null),
                                                new Disk.Volume("data", false, null),
                                                null)));
        AllocatorFixture fixture = new AllocatorFixture();
        fixture.framework("f1", with(Capability.SHARED_RESOURCES));
        fixture.framework("f2", with(Capability.SHARED_RESOURCES));
        fixture.framework("plain", MODERN);
        fixture.agent("a1", Resources.parse("cpus:4;mem:1024").plus(volume));

        List<Allocation> first = fixture.offers();
        assertThat(what(first)).isEqualTo(Resources.parse("cpus:4;mem:1024").plus(volume));
        Allocation offer = first.getFirst();
        fixture.allocator.recover(
                offer.frameworkId(), "role", "a1", Resources.parse("cpus:3"), null);

        assertThat(what(fixture.offers())).isEqualTo(Resources.parse("cpus:3").plus(volume));
    }

    @Test
    void onlyWhitelistedHostsAreOffered() {
        AllocatorFixture fixture = new AllocatorFixture().framework("f1", MODERN);
        fixture.allocator.updateWhitelist(Set.of("a2"));
        fixture.agent("a1").agent("a2");
        assertThat(fixture.targets()).containsExactly("f1@role:a2");

        fixture.allocator.updateWhitelist(null);
        assertThat(fixture.targets()).containsExactly("f1@role:a1");
    }

    @Test
    void aDeactivatedAgentIsNotOffered() {
        AllocatorFixture fixture = new AllocatorFixture().framework("f1", MODERN).agent("a1");
        fixture.allocator.deactivateAgent("a1");
        assertThat(fixture.targets()).isEmpty();

        fixture.allocator.activateAgent("a1");
        assertThat(fixture.targets()).containsExactly("f1@role:a1");
    }
}
