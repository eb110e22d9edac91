package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall.RemoveQuota;
import io.mesocosm.master.core.input.OperatorCall.SetQuota;
import io.mesocosm.master.core.input.OperatorCall.UpdateQuota;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §3, §6: what top-level roles may use and are kept is set while the master runs. */
class QuotaTest {
    private final MasterFixture master = new MasterFixture();

    private static QuotaSpec limit(double cpus) {
        return new QuotaSpec(Map.of(), Map.of("cpus", cpus));
    }

    private static QuotaSpec guarantee(double cpus) {
        return new QuotaSpec(Map.of("cpus", cpus), Map.of());
    }

    private Outcome update(Map<String, QuotaSpec> quotas) {
        return master.ask(call -> new UpdateQuota(call, quotas, false));
    }

    private Outcome force(Map<String, QuotaSpec> quotas) {
        return master.ask(call -> new UpdateQuota(call, quotas, true));
    }

    private Outcome set(String role, Map<String, Double> guarantees) {
        return master.ask(call -> new SetQuota(call, role, guarantees, false));
    }

    private FakeFramework in(String role) {
        return master.framework().with(s -> Samples.inRoles(s, role)).subscribe();
    }

    private static double offered(FakeFramework framework) {
        return framework.offers().stream().mapToDouble(o -> o.resources().cpus()).sum();
    }

    private static void assertRefused(Outcome outcome, String... texts) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.BadRequest.class,
                        refused -> assertThat(refused.message()).contains(texts));
    }

    // Limits.

    @Test
    void holdsARoleBackThatHasReachedItsLimit() {
        FakeFramework limited = in("eng/web");
        FakeFramework other = in("ops");
        update(Map.of("eng", limit(1.5)));
        master.agent("cpus:4;mem:1024").register();
        master.pass(Duration.ofSeconds(3));

        assertThat(offered(limited)).isEqualTo(1.5);
        assertThat(offered(other)).isEqualTo(2.5);
    }

    @Test
    void takesBackWhatIsOfferedAboveANewLimit() {
        FakeFramework framework = in("eng");
        master.agent("cpus:4;mem:1024").register();
        assertThat(offered(framework)).isEqualTo(4.0);

        assertThat(update(Map.of("eng", limit(1.0)))).isEqualTo(new Outcome.Ok());

        assertThat(framework.events(SchedulerEvent.Rescind.class)).hasSize(1);
        assertThat(offered(framework)).isEqualTo(1.0);
    }

    @Test
    void aRemovedLimitHoldsNobodyBack() {
        FakeFramework framework = in("eng");
        update(Map.of("eng", limit(1.0)));
        master.agent("cpus:4;mem:1024").register();
        assertThat(offered(framework)).isEqualTo(1.0);

        assertThat(update(Map.of("eng", QuotaSpec.NONE))).isEqualTo(new Outcome.Ok());

        master.pass(Duration.ofSeconds(1));
        assertThat(offered(framework)).isEqualTo(4.0);
        assertThat(master.snapshot().quotas()).isEmpty();
    }

    @Test
    void refusesALimitBelowWhatIsUsedUnlessItIsForced() {
        FakeFramework framework = in("eng");
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:2;mem:128"));
        agent.update("t", TaskState.TASK_RUNNING);

        assertRefused(update(Map.of("eng", limit(1.0))), "'eng'", "cpus:2", "cpus:1", "force");
        assertThat(force(Map.of("eng", limit(1.0)))).isEqualTo(new Outcome.Ok());

        master.pass(Duration.ofSeconds(10));
        assertThat(offered(framework)).isZero();
        assertThat(master.snapshot().tasks()).as("nothing is killed for it").hasSize(1);
    }

    // Guarantees.

    @Test
    void keepsForARoleWhatItIsGuaranteed() {
        FakeFramework greedy = in("ops");
        master.agent("cpus:4;mem:1024").register();
        master.agent("cpus:4;mem:1024").register();
        assertThat(offered(greedy)).isEqualTo(8.0);

        assertThat(update(Map.of("eng", guarantee(3.0)))).isEqualTo(new Outcome.Ok());

        master.pass(Duration.ofSeconds(2));
        assertThat(offered(greedy)).isEqualTo(5.0);
        FakeFramework late = in("eng");
        assertThat(offered(late)).isEqualTo(3.0);
    }

    @Test
    void refusesToGuaranteeMoreThanThereIsUnlessItIsForced() {
        master.agent("cpus:4;mem:1024").register();
        update(Map.of("ops", guarantee(2.0)));
        assertRefused(update(Map.of("eng", guarantee(3.0))), "cpus:5", "cpus:4", "force");
        assertThat(update(Map.of("eng", guarantee(3.0), "ops", guarantee(1.0))))
                .isEqualTo(new Outcome.Ok());
        assertThat(force(Map.of("eng", guarantee(30.0)))).isEqualTo(new Outcome.Ok());
    }

    // What is no quota.

    @ParameterizedTest
    @CsvSource({
        "eng/web, 1, 2, nested role",
        "'a b', 1, 2, contains backspace or whitespace",
        "eng, 2, 1, is not contained within",
        "eng, -1, 1, Invalid guarantee",
        "eng, 0, NaN, Invalid limit",
        "eng, 0, 1e13, Invalid limit"
    })
    void refusesAllOfACallThatHoldsOneBadQuota(
            String role, double guarantee, double limit, String why) {
        QuotaSpec bad = new QuotaSpec(Map.of("cpus", guarantee), Map.of("cpus", limit));
        assertRefused(update(Map.of("good", limit(1.0), role, bad)), why);
        assertThat(master.snapshot().quotas()).isEmpty();
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void aCallWithoutAnyChangesNothing() {
        assertThat(update(Map.of())).isEqualTo(new Outcome.Ok());
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void refusesMoreThanTheRegistryTakesAtOnce() {
        Map<String, QuotaSpec> many = new HashMap<>();
        for (int i = 0; i <= 100; i++) {
            many.put("r" + i, limit(1));
        }
        assertRefused(update(many), "101 roles", "split it");
    }

    @Test
    void refusesRolesThatAreNotListed() {
        MasterFixture listed = new MasterFixture(Configs.roles("a"));
        assertRefused(
                listed.ask(c -> new UpdateQuota(c, Map.of("b", limit(1)), false)), "whitelist");
        assertThat(listed.ask(c -> new UpdateQuota(c, Map.of("*", limit(1)), false)))
                .isEqualTo(new Outcome.Ok());
    }

    // The older calls.

    @Test
    void whatIsSetTheOlderWayIsGuaranteedAndTheLimit() {
        FakeFramework framework = in("eng");
        master.agent("cpus:4;mem:1024").register();
        assertThat(set("eng", Map.of("cpus", 1.0))).isEqualTo(new Outcome.Ok());
        assertThat(offered(framework)).isEqualTo(1.0);
        assertThat(master.snapshot().quotas())
                .containsEntry("eng", new QuotaSpec(Map.of("cpus", 1.0), Map.of("cpus", 1.0)));
        assertRefused(set("eng", Map.of("cpus", 2.0)), "already has quota");

        assertThat(master.ask(c -> new RemoveQuota(c, "eng"))).isEqualTo(new Outcome.Ok());
        assertThat(master.snapshot().quotas()).isEmpty();
        assertRefused(master.ask(c -> new RemoveQuota(c, "eng")), "no quota");
    }

    @Test
    void refusesTheOlderWayWhatIsNoQuota() {
        assertThat(set("eng", Map.of("cpus", 1.0)))
                .as("more than there is")
                .isInstanceOf(Outcome.Conflict.class);
        assertRefused(set("eng", Map.of()), "empty 'guarantee'");
        assertRefused(set("eng/web", Map.of("cpus", 1.0)), "nested role");
        assertThat(master.ask(c -> new SetQuota(c, "eng", Map.of("cpus", 1.0), true)))
                .isEqualTo(new Outcome.Ok());
    }

    // The registry.

    @Test
    void holdsOnlyOnceTheRegistryHasIt() {
        FakeFramework framework = in("eng");
        master.agent("cpus:4;mem:1024").register();
        Offer offer = framework.offer();
        master.holdRegistry();
        CallHandle call = master.newCall();
        master.step(new UpdateQuota(call, Map.of("eng", limit(1.0)), false));
        assertThat(master.isAnswered(call)).isFalse();
        assertThat(framework.offers()).containsExactly(offer);
        master.releaseRegistry();
        assertThat(master.outcome(call)).isEqualTo(new Outcome.Ok());
        assertThat(master.committed())
                .endsWith(new RegistryChange.SetQuotas(Map.of("eng", limit(1.0))));
        assertThat(offered(framework)).isEqualTo(1.0);
    }
}
