package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall.UpdateWeights;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.snapshot.RoleView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §3, §6: weights of roles are set while the master runs. */
class WeightsTest {
    private final MasterFixture master = new MasterFixture();

    private Outcome update(Map<String, Double> weights) {
        return master.ask(call -> new UpdateWeights(call, weights));
    }

    private FakeFramework in(String role) {
        return master.framework().with(s -> Samples.inRoles(s, role)).subscribe();
    }

    @Test
    void sharesWhatThereIsByTheNewWeights() {
        FakeFramework light = in("light");
        FakeFramework heavy = in("heavy");
        for (int i = 0; i < 6; i++) {
            master.agent("cpus:1;mem:128").register();
        }
        master.pass(Duration.ofSeconds(1));
        assertThat(light.offers()).hasSize(3);
        assertThat(heavy.offers()).hasSize(3);

        assertThat(update(Map.of("heavy", 5.0))).isEqualTo(new Outcome.Ok());

        assertThat(light.events(SchedulerEvent.Rescind.class)).hasSize(3);
        assertThat(heavy.events(SchedulerEvent.Rescind.class)).hasSize(3);
        master.pass(Duration.ofSeconds(1));
        assertThat(light.offers()).hasSize(1);
        assertThat(heavy.offers()).hasSize(5);
    }

    @Test
    void keepsThemInTheRegistryAndShowsThem() {
        update(Map.of("eng/web", 2.5));
        update(Map.of("ops", 0.5));
        assertThat(master.committed())
                .containsExactly(
                        new RegistryChange.SetWeights(Map.of("eng/web", 2.5)),
                        new RegistryChange.SetWeights(Map.of("ops", 0.5)));
        assertThat(master.snapshot().weights()).isEqualTo(Map.of("eng/web", 2.5, "ops", 0.5));
        assertThat(master.snapshot().roles())
                .extracting(RoleView::name, RoleView::weight)
                .containsExactly(tuple("eng", 1.0), tuple("eng/web", 2.5), tuple("ops", 0.5));
    }

    @Test
    void holdsOnlyOnceTheRegistryHasThem() {
        master.holdRegistry();
        CallHandle call = master.newCall();
        master.step(new UpdateWeights(call, Map.of("a", 2.0)));
        assertThat(master.isAnswered(call)).isFalse();
        assertThat(master.snapshot().weights()).isEmpty();
        master.releaseRegistry();
        assertThat(master.outcome(call)).isEqualTo(new Outcome.Ok());
        assertThat(master.snapshot().weights()).containsEntry("a", 2.0);
    }

    @Test
    void leavesOffersAloneWhenNobodyIsInTheRole() {
        FakeFramework framework = in("light");
        master.agent("cpus:1;mem:128").register();
        update(Map.of("nobody", 5.0));
        assertThat(framework.offers()).hasSize(1);
        update(Map.of("light", 5.0));
        assertThat(framework.offers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, 0", "a, -1", "a, NaN", "a, Infinity", "/a, 1", "'a b', 1", "'', 1"})
    void refusesAllOfACallThatHoldsOneBadWeight(String role, double weight) {
        Map<String, Double> weights = new HashMap<>(Map.of("good", 2.0));
        weights.put(role, weight);
        assertThat(update(weights)).isInstanceOf(Outcome.BadRequest.class);
        assertThat(master.snapshot().weights()).isEmpty();
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void aCallWithoutAnyChangesNothing() {
        assertThat(update(Map.of())).isEqualTo(new Outcome.Ok());
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void refusesRolesThatAreNotListed() {
        MasterFixture listed = new MasterFixture(Configs.roles("a"));
        assertThat(listed.ask(call -> new UpdateWeights(call, Map.of("b", 1.0))))
                .isInstanceOf(Outcome.BadRequest.class);
        assertThat(listed.ask(call -> new UpdateWeights(call, Map.of("a", 1.0, "*", 2.0))))
                .isEqualTo(new Outcome.Ok());
    }
}
