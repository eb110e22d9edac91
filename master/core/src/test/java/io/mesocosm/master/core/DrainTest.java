package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall.DeactivateAgent;
import io.mesocosm.master.core.input.OperatorCall.DrainAgent;
import io.mesocosm.master.core.input.OperatorCall.MarkAgentGone;
import io.mesocosm.master.core.input.OperatorCall.ReactivateAgent;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §3, §8: operators take agents out of the offers, drain them and give them back. */
class DrainTest {
    private static final Duration LONG_SILENCE = Duration.ofSeconds(95);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final MasterFixture master = new MasterFixture();

    private FakeAgent agentWithTask(FakeFramework framework) {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.update("t", TaskState.TASK_RUNNING);
        framework.acknowledgeAll();
        // What is left is offered again.
        master.pass(Duration.ofSeconds(6));
        framework.forgetEvents();
        agent.forgetCommands();
        return agent;
    }

    private Outcome deactivate(String agentId) {
        return master.ask(call -> new DeactivateAgent(call, agentId));
    }

    private Outcome drain(String agentId) {
        return master.ask(call -> new DrainAgent(call, agentId, GRACE, false));
    }

    private Outcome drainForGood(String agentId) {
        return master.ask(call -> new DrainAgent(call, agentId, null, true));
    }

    private Outcome reactivate(String agentId) {
        return master.ask(call -> new ReactivateAgent(call, agentId));
    }

    private static Drain drainOf(Agent agent) {
        return Objects.requireNonNull(Objects.requireNonNull(agent.deactivation()).drain());
    }

    private static MasterFixture successor(FakeAgent agent, MasterFixture before) {
        return new MasterFixture(
                MasterConfig.defaults("n"),
                new RegistryContent(
                        Map.of(agent.id(), Samples.agent("cpus:4;mem:1024", "10.0.0.1:5051")),
                        Map.of(),
                        Map.of(),
                        Map.of(agent.id(), new Deactivation(drainOf(before.theAgent()), null)),
                        Map.of(),
                        Map.of()));
    }

    // Deactivation.

    @Test
    void aDeactivatedAgentGetsNoOffersAndItsTasksRunOn() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        Offer offer = framework.offer();

        assertThat(deactivate(agent.id())).isEqualTo(new Outcome.Ok());

        assertThat(framework.offers()).as("rescinded").isEmpty();
        assertThat(framework.accept(offer)).isEqualTo(new Outcome.Accepted());
        master.pass(Duration.ofMinutes(1));
        assertThat(framework.offers()).isEmpty();
        assertThat(agent.commands(AgentCommand.DrainTask.class)).isEmpty();
        assertThat(master.theAgent().active()).isFalse();
        assertThat(master.theAgent().deactivation()).isEqualTo(new Deactivation(null, null));
        assertThat(master.snapshot().tasks()).hasSize(1);
    }

    @Test
    void nothingChangesBeforeTheRegistryHasIt() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        master.holdRegistry();
        CallHandle call = master.newCall();
        master.step(new DrainAgent(call, agent.id(), null, false));

        assertThat(master.isAnswered(call)).isFalse();
        assertThat(framework.offers()).hasSize(1);
        assertThat(agent.commands(AgentCommand.DrainTask.class)).isEmpty();
        assertThat(master.theAgent().active()).isTrue();

        master.releaseRegistry();
        assertThat(master.outcome(call)).isEqualTo(new Outcome.Ok());
        assertThat(framework.offers()).isEmpty();
        assertThat(agent.commands(AgentCommand.DrainTask.class)).hasSize(1);
    }

    @Test
    void aReactivatedAgentIsOfferedAgain() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        deactivate(agent.id());

        assertThat(reactivate(agent.id())).isEqualTo(new Outcome.Ok());

        assertThat(framework.offer().resources().cpus()).isEqualTo(3.0);
        assertThat(master.theAgent().active()).isTrue();
        assertThat(master.committed())
                .endsWith(
                        new RegistryChange.Deactivate(agent.id(), null),
                        new RegistryChange.Reactivate(agent.id()));
    }

    @Test
    void anAgentStaysDeactivatedWhenItsLinkBreaksAndWhenItWasUnreachable() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        deactivate(agent.id());

        agent.disconnect().reregister();
        assertThat(framework.offers()).isEmpty();
        agent.fallSilent();
        master.pass(LONG_SILENCE);
        assertThat(master.snapshot().unreachableAgents()).containsOnlyKeys(agent.id());
        agent.speakAgain().reregister();
        master.pass(Duration.ofSeconds(10));
        assertThat(framework.offers()).isEmpty();
        assertThat(master.theAgent().connected()).isTrue();
        assertThat(master.theAgent().active()).isFalse();

        reactivate(agent.id());
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void anAgentThatIsReactivatedWhileItIsAwayIsOfferedWhenItIsBack() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        deactivate(agent.id());
        agent.disconnect();
        assertThat(reactivate(agent.id())).isEqualTo(new Outcome.Ok());
        assertThat(framework.offers()).isEmpty();
        agent.reregister();
        assertThat(framework.offers()).hasSize(1);
    }

    @Test
    void aDeactivatedAgentThatLeavesIsForgotten() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        deactivate(agent.id());
        agent.unregister();
        assertThat(master.snapshot().deactivatedAgents()).isEmpty();
        assertThat(reactivate(agent.id())).isInstanceOf(Outcome.BadRequest.class);
    }

    // Refusals.

    @Test
    void refusesAgentsThatItDoesNotKnow() {
        assertThat(deactivate("x")).isInstanceOf(Outcome.BadRequest.class);
        assertThat(drain("x")).isInstanceOf(Outcome.BadRequest.class);
        assertThat(reactivate("x")).isInstanceOf(Outcome.BadRequest.class);
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void refusesToReactivateAnAgentThatIsNotDeactivated() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        assertThat(reactivate(agent.id())).isInstanceOf(Outcome.BadRequest.class);
    }

    @Test
    void refusesAnAgentThatIsBeingMarkedGone() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        master.holdRegistry();
        master.step(new MarkAgentGone(master.newCall(), agent.id()));
        CallHandle call = master.newCall();
        master.step(new DrainAgent(call, agent.id(), null, false));
        assertThat(master.outcome(call)).isInstanceOf(Outcome.Conflict.class);
        master.releaseRegistry();
        assertThat(master.snapshot().goneAgents()).containsOnlyKeys(agent.id());
        assertThat(master.snapshot().deactivatedAgents()).isEmpty();
    }

    @Test
    void tellsAnOperatorWhoseAgentWasRemovedMeanwhile() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        deactivate(agent.id());
        master.holdRegistry();
        CallHandle call = master.newCall();
        master.step(new ReactivateAgent(call, agent.id()));
        agent.unregister();
        master.releaseRegistry();
        assertThat(master.outcome(call)).isInstanceOf(Outcome.Ok.class);

        FakeAgent other = master.agent("cpus:4;mem:1024").register();
        master.holdRegistry();
        CallHandle drained = master.newCall();
        other.unregister();
        master.step(new DrainAgent(drained, other.id(), null, false));
        assertThat(master.outcome(drained)).isInstanceOf(Outcome.Conflict.class);
        master.releaseRegistry();
        assertThat(master.snapshot().deactivatedAgents()).isEmpty();
    }

    // Draining.

    @Test
    void endsTheTasksOfADrainedAgentWithTheCapOfTheCall() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);

        assertThat(drain(agent.id())).isEqualTo(new Outcome.Ok());

        assertThat(agent.commands(AgentCommand.DrainTask.class))
                .singleElement()
                .satisfies(c -> assertThat(c.task().id()).isEqualTo("t"))
                .satisfies(c -> assertThat(c.maxGracePeriod()).isEqualTo(GRACE));
        assertThat(framework.offers()).isEmpty();
        assertThat(drainOf(master.theAgent())).isEqualTo(new Drain(GRACE, false, false));
        assertThat(Objects.requireNonNull(master.theAgent().deactivation()).begun())
                .isEqualTo(master.now());
    }

    @Test
    void isDrainedOnlyWhenTheEndOfItsLastTaskIsAcknowledged() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());

        agent.update("t", TaskState.TASK_KILLED);
        assertThat(drainOf(master.theAgent()).drained()).isFalse();
        framework.acknowledgeAll();

        assertThat(drainOf(master.theAgent()).drained()).isTrue();
        assertThat(master.committed())
                .endsWith(
                        new RegistryChange.Deactivate(agent.id(), new Drain(GRACE, false, false)),
                        new RegistryChange.Deactivate(agent.id(), new Drain(GRACE, false, true)));
        master.pass(Duration.ofSeconds(10));
        assertThat(framework.offers()).as("until it is reactivated").isEmpty();
        assertThat(reactivate(agent.id())).isEqualTo(new Outcome.Ok());
        assertThat(framework.offer().resources().cpus()).isEqualTo(4.0);
        assertThat(master.theAgent().deactivation()).isNull();
    }

    @Test
    void anAgentWithoutTasksIsDrainedAtOnce() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        drain(agent.id());
        assertThat(drainOf(master.theAgent()).drained()).isTrue();
    }

    @Test
    void tellsFrameworksThatADrainIsTheReason() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());

        agent.update("t", TaskState.TASK_KILLING);
        agent.update("t", TaskState.TASK_KILLED);

        assertThat(framework.states())
                .containsExactly(TaskState.TASK_KILLING, TaskState.TASK_KILLED);
        assertThat(framework.updates())
                .allMatch(u -> u.reason() == StatusReason.REASON_AGENT_DRAINING)
                .allMatch(u -> u.encoded() != null);
    }

    @Test
    void aTaskThatFailsDuringADrainFailed() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());
        agent.update("t", TaskState.TASK_FAILED);
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_FAILED);
        assertThat(framework.lastUpdate().reason()).isNull();
    }

    @Test
    void cannotBeTakenBackBeforeItIsDone() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());
        assertThat(reactivate(agent.id()))
                .isInstanceOfSatisfying(
                        Outcome.BadRequest.class,
                        refused -> assertThat(refused.message()).contains("DRAINING"));
        assertThat(deactivate(agent.id())).isEqualTo(new Outcome.Ok());
        assertThat(drainOf(master.theAgent()).drained()).isFalse();
    }

    @Test
    void endsAllTasksOfATorndownFrameworkToo() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());
        master.teardownByOperator(framework.id());
        assertThat(drainOf(master.theAgent()).drained()).isTrue();
    }

    @Test
    void repeatsTheOrderWhenTheAgentComesBack() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());
        agent.disconnect();
        agent.forgetCommands();

        agent.reregister();

        assertThat(agent.commands(AgentCommand.DrainTask.class)).hasSize(1);
    }

    @Test
    void whatADisconnectedAgentHoldsIsNotKnownToBeNothing() {
        FakeFramework framework =
                master.framework().with(s -> Samples.checkpointing(s, false, 0)).subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());
        agent.disconnect();
        assertThat(master.snapshot().tasks()).as("told lost").isEmpty();
        assertThat(drainOf(master.theAgent()).drained()).isFalse();
        agent.reregister();
        assertThat(agent.commands(AgentCommand.DrainTask.class)).hasSize(2);
        assertThat(drainOf(master.theAgent()).drained()).isFalse();
    }

    @Test
    void anUnreachableAgentIsDrainedWhenItReturns() {
        FakeFramework framework =
                master.framework().capable(Capability.PARTITION_AWARE).subscribe();
        FakeAgent agent = agentWithTask(framework).fallSilent();
        master.pass(LONG_SILENCE);
        assertThat(drain(agent.id())).isEqualTo(new Outcome.Ok());
        assertThat(master.snapshot().deactivatedAgents()).containsOnlyKeys(agent.id());

        agent.speakAgain().reregister();

        assertThat(agent.commands(AgentCommand.DrainTask.class)).hasSize(1);
        assertThat(framework.offers()).isEmpty();
        agent.update("t", TaskState.TASK_KILLED);
        framework.acknowledgeAll();
        assertThat(drainOf(master.theAgent()).drained()).isTrue();
    }

    @Test
    void theNextMasterGoesOnWithTheDrain() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        drain(agent.id());

        MasterFixture next = successor(agent, master);
        next.pass(Duration.ofSeconds(5));
        FakeAgent moved = agent.transplant(next).reregister();
        FakeFramework again = next.framework().with(s -> s.withId(framework.id())).subscribe();

        assertThat(moved.commands(AgentCommand.DrainTask.class)).hasSize(1);
        assertThat(again.offers()).isEmpty();
        moved.update("t", TaskState.TASK_KILLED);
        assertThat(again.lastUpdate().reason()).isEqualTo(StatusReason.REASON_AGENT_DRAINING);
        again.acknowledgeAll();
        assertThat(drainOf(next.theAgent())).isEqualTo(new Drain(GRACE, false, true));
    }

    // Gone afterwards.

    @ParameterizedTest
    @CsvSource({"false, TASK_KILLED", "true, TASK_GONE_BY_OPERATOR"})
    void anAgentThatIsDrainedForGoodIsGoneAfterwards(boolean aware, TaskState told) {
        FakeFramework framework = master.framework();
        if (aware) {
            framework.capable(Capability.PARTITION_AWARE);
        }
        framework.subscribe();
        FakeAgent agent = agentWithTask(framework);
        drainForGood(agent.id());
        StatusSpec ended = agent.update("t", TaskState.TASK_KILLED);
        agent.resend(ended);
        assertThat(framework.lastUpdate().state()).isEqualTo(told);
        assertThat(framework.lastUpdate().reason()).isEqualTo(StatusReason.REASON_AGENT_DRAINING);
        assertThat(master.snapshot().tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.state()).isEqualTo(told));

        framework.acknowledgeAll();

        assertThat(master.snapshot().goneAgents()).containsOnlyKeys(agent.id());
        assertThat(master.snapshot().deactivatedAgents()).isEmpty();
        assertThat(agent.commands(AgentCommand.Shutdown.class)).hasSize(1);
        assertThat(framework.updates()).as("it ended once").hasSize(2);
    }
}
