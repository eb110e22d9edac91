package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.operation.OperationStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §1.3 to §1.5: what becomes of offers. */
class OfferTest {
    private final MasterFixture master = new MasterFixture();
    private final FakeAgent agent = master.agent("cpus:4;mem:1024").register();

    @ParameterizedTest
    @CsvSource({", 5, 6.1", "0, 0, 1.1", "2, 1.9, 3.1", "-5, 4.9, 6.1"})
    void reoffersDeclinedResourcesWhenTheFilterEnds(
            Double refuseSeconds, double stillQuiet, double again) {
        FakeFramework framework = master.framework().subscribe();
        framework.decline(framework.offer(), refuseSeconds);

        master.pass(Duration.ofMillis(Math.max(0, Math.round(stillQuiet * 1000) - 100)));
        assertThat(framework.offers()).isEmpty();
        master.pass(Duration.ofMillis(Math.round((again - stillQuiet) * 1000) + 100));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void revivingClearsFiltersAndOffersAtOnce() {
        FakeFramework framework = master.framework().subscribe();
        framework.decline(framework.offer(), 1000.0);
        framework.call(c -> new SchedulerCall.Revive(c, List.of()));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void suppressingStopsOffersButLeavesThoseOut() {
        FakeFramework framework = master.framework().subscribe();
        Offer held = framework.offer();
        framework.call(c -> new SchedulerCall.Suppress(c, List.of()));
        assertThat(framework.offers()).containsExactly(held);
        framework.decline(held, 0.0);
        master.pass(Duration.ofSeconds(10));
        assertThat(framework.offers()).isEmpty();
        framework.call(c -> new SchedulerCall.Revive(c, List.of("*")));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void dropsReviveAndSuppressThatNameAForeignRole() {
        FakeFramework framework = master.framework().subscribe();
        Outcome outcome =
                framework.call(c -> new SchedulerCall.Suppress(c, List.of("*", "foreign")));
        assertThat(outcome).isEqualTo(new Outcome.Accepted());
        framework.decline(framework.offer(), 0.0);
        master.pass(Duration.ofSeconds(2));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void ignoresDeclinesOfUnknownOffers() {
        FakeFramework framework = master.framework().subscribe();
        assertThat(framework.call(c -> new SchedulerCall.Decline(c, List.of("nothing"), null)))
                .isEqualTo(new Outcome.Accepted());
        assertThat(master.snapshot().offers().size()).isEqualTo(1);
    }

    @Test
    void aFrameworkCannotDeclineAnothersOffer() {
        FakeFramework owner = master.framework().subscribe();
        FakeFramework other = master.framework().subscribe();
        other.call(c -> new SchedulerCall.Decline(c, List.of(owner.offer().id()), null));
        assertThat(master.snapshot().offers().size()).isEqualTo(1);
    }

    @Test
    void rescindsOffersWhenAgentDisconnects() {
        FakeFramework framework = master.framework().subscribe();
        String offer = framework.offer().id();
        agent.disconnect();
        assertThat(framework.events(SchedulerEvent.Rescind.class))
                .containsExactly(new SchedulerEvent.Rescind(offer));
        master.pass(Duration.ofSeconds(10));
        assertThat(framework.offers()).isEmpty();
    }

    @Test
    void rescindsOffersAfterTheOfferTimeout() {
        MasterFixture impatient = new MasterFixture(Configs.offerTimeout(Duration.ofSeconds(30)));
        impatient.agent("cpus:4;mem:1024").register();
        FakeFramework framework = impatient.framework().subscribe();
        String offer = framework.offer().id();
        impatient.pass(Duration.ofSeconds(32));
        assertThat(framework.events(SchedulerEvent.Rescind.class))
                .containsExactly(new SchedulerEvent.Rescind(offer));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void discardsTheOffersOfAFrameworkThatDisconnects() {
        FakeFramework first = master.framework().subscribe();
        FakeFramework second = master.framework().subscribe();
        first.disconnect();
        master.pass(Duration.ofSeconds(2));
        assertThat(second.offers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false, TASK_LOST", "true, TASK_DROPPED"})
    void losesTasksLaunchedWithInvalidOffers(boolean aware, TaskState expected) {
        FakeFramework framework = master.framework();
        if (aware) {
            framework.capable(Capability.PARTITION_AWARE);
        }
        framework.subscribe();
        Offer live = framework.offer();
        framework.accept(
                List.of(live.id(), "m-O99"),
                null,
                new Operation.Launch(
                        null, List.of(Samples.task("t", agent.id(), "cpus:1;mem:128"))),
                new Operation.Convert(
                        "op", Operation.Kind.RESERVE, Resources.parse("cpus(a):1"), null),
                new Operation.Unsupported(null, "GROW_VOLUME"),
                new Operation.Unknown(null));

        assertThat(framework.lastUpdate())
                .satisfies(s -> assertThat(s.state()).isEqualTo(expected))
                .satisfies(
                        s -> assertThat(s.reason()).isEqualTo(StatusReason.REASON_INVALID_OFFERS))
                .satisfies(s -> assertThat(s.uuid()).isNull())
                .satisfies(
                        s ->
                                assertThat(s.message())
                                        .isEqualTo(
                                                "Task launched with invalid offers: Offer m-O99 is"
                                                        + " no longer valid"));
        assertThat(framework.events(SchedulerEvent.UpdateOperation.class))
                .singleElement()
                .satisfies(u -> assertThat(u.status().operationId()).isEqualTo("op"))
                .satisfies(
                        u ->
                                assertThat(u.status().message())
                                        .isEqualTo(
                                                "Operation attempted with invalid offers: Offer"
                                                        + " m-O99 is no longer valid"))
                .satisfies(
                        u ->
                                assertThat(u.status().state())
                                        .isEqualTo(OperationStatus.State.OPERATION_ERROR));
        assertThat(master.snapshot().offers().find(o -> o.id().equals(live.id()))).isNull();
        assertThat(agent.commands(AgentCommand.RunTask.class)).isEmpty();
    }

    @Test
    void acceptingAnothersOfferHarmsNeitherSide() {
        FakeFramework owner = master.framework().subscribe();
        FakeFramework thief = master.framework().subscribe();
        Offer offer = owner.offer();
        thief.launch(offer, Samples.task("t", agent.id(), "cpus:1;mem:128"));
        assertThat(thief.lastUpdate().state()).isEqualTo(TaskState.TASK_LOST);
        assertThat(master.snapshot().offers().find(o -> o.id().equals(offer.id()))).isNotNull();
        assertThat(owner.launch(offer, Samples.task("t", agent.id(), "cpus:1;mem:128")))
                .isEqualTo(new Outcome.Accepted());
        assertThat(agent.tasks()).containsKey("t");
    }

    @Test
    void namesEachOfferOnce() {
        FakeFramework framework = master.framework().subscribe();
        String id = framework.offer().id();
        framework.accept(
                List.of(id, id),
                null,
                new Operation.Launch(
                        null, List.of(Samples.task("t", agent.id(), "cpus:1;mem:128"))));
        assertThat(framework.lastUpdate().message())
                .endsWith("Duplicate offer " + id + " in offer list");
    }

    @Test
    void offersOfTwoAgentsCannotBeAggregated() {
        FakeAgent other = master.agent("cpus:2;mem:512").register();
        FakeFramework framework = master.framework().subscribe();
        List<String> ids = framework.offers().stream().map(Offer::id).toList();
        assertThat(ids).hasSize(2);
        framework.accept(
                ids,
                null,
                new Operation.Launch(
                        null, List.of(Samples.task("t", other.id(), "cpus:1;mem:128"))));
        assertThat(framework.lastUpdate().message())
                .contains("Aggregated offers must belong to one single agent");
    }

    @Test
    void aggregatesOffersOfOneAgent() {
        FakeFramework framework = master.framework().subscribe();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:3;mem:512"));
        agent.update("t", TaskState.TASK_RUNNING);
        master.pass(Duration.ofSeconds(7));
        agent.update("t", TaskState.TASK_FINISHED);
        master.pass(Duration.ofSeconds(2));
        List<String> ids = framework.offers().stream().map(Offer::id).toList();
        assertThat(ids).hasSize(2);
        framework.accept(
                ids,
                null,
                new Operation.Launch(
                        null, List.of(Samples.task("u", agent.id(), "cpus:4;mem:1024"))));
        assertThat(agent.tasks()).containsKey("u");
    }

    @Test
    void anAcceptWithoutOperationsDeclines() {
        FakeFramework framework = master.framework().subscribe();
        framework.accept(framework.offer());
        master.pass(Duration.ofSeconds(4));
        assertThat(framework.offers()).isEmpty();
        master.pass(Duration.ofSeconds(3));
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void anUnsupportedOperationWithAnIdIsAnErrorAndTheRestRuns() {
        FakeFramework framework = master.framework().subscribe();
        framework.accept(
                framework.offer(),
                new Operation.Convert(
                        "op", Operation.Kind.RESERVE, Resources.parse("cpus(a):1"), null),
                new Operation.Launch(
                        null, List.of(Samples.task("t", agent.id(), "cpus:1;mem:128"))));
        assertThat(framework.events(SchedulerEvent.UpdateOperation.class)).hasSize(1);
        assertThat(agent.tasks()).containsKey("t");
    }

    @Test
    void passesOverAnOperationOfAnUnknownTypeInSilence() {
        FakeFramework framework = master.framework().subscribe();
        framework.accept(
                framework.offer(),
                new Operation.Unknown("op"),
                new Operation.Launch(
                        null, List.of(Samples.task("t", agent.id(), "cpus:1;mem:128"))));
        assertThat(framework.events(SchedulerEvent.UpdateOperation.class)).isEmpty();
        assertThat(agent.tasks()).containsKey("t");
    }

    @Test
    void countsALaunchOfNothingAsADecline() {
        FakeFramework framework = master.framework().subscribe();
        framework.launch(framework.offer());
        assertThat(master.snapshot().counters().total("messages_decline_offers")).isEqualTo(1);
        assertThat(master.snapshot().counters().total("messages_launch_tasks")).isZero();
    }

    @Test
    void rescindsOffersWhenTheAgentsTotalChanges() {
        FakeFramework framework = master.framework().subscribe();
        String offer = framework.offer().id();
        master.step(
                new io.mesocosm.master.core.input.AgentMessage.AgentUpdate(
                        agent.link(), Resources.parse("cpus:2;mem:1024")));
        assertThat(framework.events(SchedulerEvent.Rescind.class))
                .containsExactly(new SchedulerEvent.Rescind(offer));
        master.pass(Duration.ofSeconds(2));
        assertThat(framework.offer().resources().cpus()).isEqualTo(2.0);
    }
}
