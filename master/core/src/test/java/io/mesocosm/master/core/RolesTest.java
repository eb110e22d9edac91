package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.resources.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec §5.4: what /roles lists, sums over subtrees included. */
class RolesTest {
    private final MasterFixture master =
            new MasterFixture(
                    MasterConfig.defaults("m"),
                    new RegistryContent(
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of("heavy", 2.5),
                            Map.of("eng", new QuotaSpec(Map.of(), Map.of("cpus", 10.0)))));

    private RoleView role(String name) {
        return master.snapshot().roles().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void listsSubscribedWeightedAndQuotaedRolesWithAllAncestors() {
        master.framework().with(s -> Samples.inRoles(s, "eng/web/front")).subscribe();
        assertThat(master.snapshot().roles())
                .extracting(RoleView::name)
                .containsExactly("eng", "eng/web", "eng/web/front", "heavy");
        assertThat(role("heavy").weight()).isEqualTo(2.5);
        assertThat(role("eng").weight()).isEqualTo(1.0);
        assertThat(role("eng").quota()).isNotNull();
        assertThat(role("eng/web/front").frameworks()).containsExactly("m-0000");
        assertThat(role("eng").frameworks()).isEmpty();
    }

    @Test
    void sumsWhatIsAllocatedOfferedAndReservedOverTheSubtree() {
        FakeAgent agent = master.agent("cpus:4;mem:1024;cpus(eng):2").register();
        FakeFramework framework =
                master.framework().with(s -> Samples.inRoles(s, "eng/web")).subscribe();
        assertThat(role("eng").offered()).isEqualTo(Resources.parse("cpus:6;mem:1024"));

        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));

        assertThat(role("eng").allocated()).isEqualTo(Resources.parse("cpus:1;mem:128"));
        assertThat(role("eng/web").allocated()).isEqualTo(Resources.parse("cpus:1;mem:128"));
        assertThat(role("eng").offered().isEmpty()).isTrue();
        assertThat(role("eng").reserved()).isEqualTo(Resources.parse("cpus:2"));
        assertThat(role("eng").consumed()).isEqualTo(Resources.parse("cpus:3;mem:128"));
    }
}
