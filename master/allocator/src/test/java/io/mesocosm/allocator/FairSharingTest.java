package io.mesocosm.allocator;

import static io.mesocosm.allocator.AllocatorFixture.allocation;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Goal: who is served first follows dominant shares, weights and the tree of roles (spec §6).
 * Method: small clusters whose fair outcome can be worked out by hand.
 */
class FairSharingTest {
    private final AllocatorFixture fixture = new AllocatorFixture();

    private Map<String, Long> countByFramework() {
        return fixture.offers().stream()
                .collect(Collectors.groupingBy(Allocation::frameworkId, Collectors.counting()));
    }

    @Test
    void aWholeAgentGoesToOneFramework() {
        fixture.framework("f1", "*").framework("f2", "*").agent("a1");

        List<Allocation> offers = fixture.offers();

        assertThat(offers).containsExactly(allocation("f1", "*", "a1", AllocatorFixture.AGENT));
        assertThat(fixture.allocator.available("a1").isEmpty()).isTrue();
    }

    @Test
    void frameworksOfARoleTakeTurns() {
        fixture.framework("f1", "*").framework("f2", "*").framework("f3", "*");
        for (int i = 0; i < 9; i++) {
            fixture.agent("a" + i);
        }

        assertThat(countByFramework()).isEqualTo(Map.of("f1", 3L, "f2", 3L, "f3", 3L));
    }

    @Test
    void theSmallerDominantShareIsServedFirst() {
        fixture.framework("cpuHeavy", "r1").framework("memHeavy", "r2");
        fixture.allocator.addAgent(
                "used",
                AgentProfile.of("used", Resources.parse("cpus:9;mem:18000")),
                List.of(
                        allocation("cpuHeavy", "r1", "used", "cpus:7;mem:4000"),
                        allocation("memHeavy", "r2", "used", "cpus:2;mem:14000")));
        fixture.agent("free", "cpus:1;mem:1000");

        // cpuHeavy has 7/10 of the cpus, memHeavy 14/19 of the memory.
        assertThat(fixture.targets()).containsExactly("cpuHeavy@r1:free");
    }

    @Test
    void weightsDivideShares() {
        fixture.allocator.updateWeight("heavy", 3);
        fixture.framework("f1", "heavy").framework("f2", "light");
        for (int i = 0; i < 8; i++) {
            fixture.agent("a" + i);
        }

        assertThat(countByFramework()).isEqualTo(Map.of("f1", 6L, "f2", 2L));
    }

    @Test
    void rolesShareBeforeFrameworksDo() {
        fixture.framework("f1", "r1").framework("f2", "r2").framework("f3", "r2");
        for (int i = 0; i < 8; i++) {
            fixture.agent("a" + i);
        }

        assertThat(countByFramework()).isEqualTo(Map.of("f1", 4L, "f2", 2L, "f3", 2L));
    }

    @Test
    void aRoleWithRolesBelowCompetesAsAVirtualLeafOfItself() {
        fixture.framework("own", "a").framework("child", "a/b").framework("other", "c");
        for (int i = 0; i < 8; i++) {
            fixture.agent("a" + i);
        }

        // Half for c; the half of a is shared by a/. and a/b.
        assertThat(countByFramework()).isEqualTo(Map.of("own", 2L, "child", 2L, "other", 4L));
    }

    @Test
    void aWeightOfAnInnerRoleCountsForItsSubtreeAndNotForItsVirtualLeaf() {
        fixture.allocator.updateWeight("a", 3);
        fixture.framework("own", "a").framework("child", "a/b").framework("other", "c");
        for (int i = 0; i < 8; i++) {
            fixture.agent("a" + i);
        }

        assertThat(countByFramework()).isEqualTo(Map.of("own", 3L, "child", 3L, "other", 2L));
    }

    @Test
    void rolesBelowARoleWithoutFrameworksShareItsPart() {
        fixture.framework("f1", "a/b").framework("f2", "a/c").framework("f3", "d");
        for (int i = 0; i < 8; i++) {
            fixture.agent("a" + i);
        }

        assertThat(countByFramework()).isEqualTo(Map.of("f1", 2L, "f2", 2L, "f3", 4L));
    }

    @Test
    void excludedResourcesDoNotCountInShares() {
        AllocatorFixture excluding =
                new AllocatorFixture(
                        new AllocatorConfig(
                                AllocatorConfig.DEFAULT.minAllocatable(),
                                Set.of("gpus"),
                                false,
                                null));
        excluding.framework("f1", "r1").framework("f2", "r2");
        excluding.allocator.addAgent(
                "gpu",
                AgentProfile.of("gpu", Resources.parse("cpus:2;mem:512;gpus:4")),
                List.of(
                        allocation("f1", "r1", "gpu", "cpus:1;mem:256;gpus:4"),
                        allocation("f2", "r2", "gpu", "cpus:1;mem:256")));
        excluding.agent("a1").agent("a2");

        assertThat(excluding.targets()).hasSize(2).anyMatch(t -> t.startsWith("f1"));
    }

    @Test
    void aFrameworkInTwoRolesIsOfferedInBoth() {
        fixture.framework("f1", "r1", "r2").agent("a1").agent("a2");

        assertThat(fixture.offers())
                .extracting(Allocation::role)
                .containsExactlyInAnyOrder("r1", "r2");
    }

    @Test
    void whatIsUsedWhenAnAgentComesBackCountsForFrameworksThatComeLater() {
        fixture.allocator.addAgent(
                "a1",
                AgentProfile.of("a1", Resources.parse("cpus:4;mem:1024")),
                List.of(allocation("late", "*", "a1", "cpus:4;mem:1024")));
        fixture.framework("late", "*").framework("new", "*").agent("a2");

        assertThat(fixture.targets()).containsExactly("new@*:a2");
    }

    @Test
    void theSameSeedGivesTheSameOffers() {
        List<List<Allocation>> runs =
                IntStream.range(0, 2)
                        .mapToObj(
                                _ -> {
                                    AllocatorFixture each = new AllocatorFixture();
                                    each.framework("f1", "*").framework("f2", "*");
                                    for (int i = 0; i < 50; i++) {
                                        each.agent("a" + i, "cpus:" + (i + 1) + ";mem:1024");
                                    }
                                    return each.offers();
                                })
                        .toList();

        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }
}
