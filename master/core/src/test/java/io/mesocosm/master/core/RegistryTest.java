package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec §8: the registry decides who is in, and a new master goes by it. */
class RegistryTest {
    private static final Duration LONG_SILENCE = Duration.ofSeconds(95);

    private final MasterFixture master = new MasterFixture();

    private FakeAgent agentWithTask(FakeFramework framework) {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.update("t", TaskState.TASK_RUNNING);
        framework.acknowledgeAll();
        framework.forgetEvents();
        agent.forgetCommands();
        return agent;
    }

    private static MasterFixture successor(FakeAgent agent) {
        return new MasterFixture(
                MasterConfig.defaults("n"),
                new RegistryContent(
                        Map.of(agent.id(), Samples.agent("cpus:4;mem:1024", "10.0.0.1:5051")),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of()));
    }

    @Test
    void aNewMasterTakesAnAgentOfTheRegistryBackWithoutAWrite() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        MasterFixture next = successor(agent);
        FakeAgent moved = agent.transplant(next).reregister();

        assertThat(next.committed()).isEmpty();
        assertThat(moved.connected()).isTrue();
        assertThat(next.snapshot().frameworks())
                .singleElement()
                .matches(f -> f.recovered() && !f.connected() && !f.active());
        assertThat(next.snapshot().tasks())
                .singleElement()
                .matches(t -> t.state() == TaskState.TASK_RUNNING);

        FakeFramework again = next.framework().with(s -> s.withId(framework.id())).subscribe();
        assertThat(next.snapshot().frameworks().iterator().next().recovered()).isFalse();
        assertThat(again.offer().resources().cpus()).isEqualTo(3.0);
    }

    @Test
    void givesUpRecoveredAgentsAfterTheReregisterTimeout() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        MasterFixture next = successor(agent);
        FakeFramework framework = next.framework().subscribe();
        next.pass(Duration.ofMinutes(9));
        assertThat(next.snapshot().recoveredAgents()).containsOnlyKeys(agent.id());
        next.pass(Duration.ofMinutes(2));
        assertThat(next.snapshot().recoveredAgents()).isEmpty();
        assertThat(next.snapshot().unreachableAgents()).containsOnlyKeys(agent.id());
        assertThat(framework.events(SchedulerEvent.Failure.class)).hasSize(1);
    }

    @Test
    void removesARecoveredFrameworkThatNeverComesBack() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        MasterFixture next = successor(agent);
        FakeAgent moved = agent.transplant(next).reregister();
        next.pass(Duration.ofMinutes(9));
        assertThat(next.snapshot().frameworks()).hasSize(1);
        next.pass(Duration.ofMinutes(2));
        assertThat(next.snapshot().frameworks()).isEmpty();
        assertThat(moved.commands(AgentCommand.ShutdownFramework.class)).hasSize(1);
    }

    @Test
    void prunesUnreachableAgentsAfterTwoWeeks() {
        Instant old = MasterFixture.START.minus(Duration.ofDays(20));
        MasterFixture aged =
                new MasterFixture(
                        MasterConfig.defaults("m"),
                        new RegistryContent(
                                Map.of(),
                                Map.of("old", old),
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                Map.of()));
        assertThat(aged.snapshot().unreachableAgents()).isEmpty();
        assertThat(aged.committed()).containsExactly(new RegistryChange.Prune("old"));
    }

    @Test
    void waitsForTheAgentsOfTheRegistryBeforeItOffersWhenQuotasAreSet() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        RegistryContent content =
                new RegistryContent(
                        Map.of(agent.id(), Samples.agent("cpus:4;mem:1024", "10.0.0.1:5051")),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(
                                "eng",
                                new RegistryContent.QuotaSpec(Map.of(), Map.of("cpus", 1.0))));
        MasterFixture next = new MasterFixture(MasterConfig.defaults("n"), content);
        FakeFramework framework = next.framework().subscribe();
        next.agent("cpus:2;mem:512").register();
        next.pass(Duration.ofSeconds(30));
        assertThat(framework.offers()).isEmpty();
        agent.transplant(next).reregister();
        assertThat(framework.offers()).hasSize(2);
    }

    @Test
    void refusesAnAgentThatIsTooOld() {
        FakeAgent agent =
                master.agent("cpus:4;mem:1024").with(s -> Samples.version(s, "0.28.2")).register();
        assertThat(agent.connected()).isFalse();
        assertThat(agent.commands(AgentCommand.Refused.class))
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("0.28.2"));
        assertThat(master.committed()).isEmpty();
    }

    @Test
    void stepsDownWhenTheRegistryFails() {
        master.holdRegistry();
        master.agent("cpus:4;mem:1024").register();
        master.failRegistry();
        assertThat(master.steppedDown()).contains("disk full");
        assertThat(master.snapshot().agents().size()).isZero();
    }

    @Test
    void admitsAnAgentOnlyWhenTheRegistryHasIt() {
        master.holdRegistry();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        assertThat(agent.isRegistered()).isFalse();
        assertThat(master.snapshot().agents().size()).isZero();

        master.releaseRegistry();

        assertThat(agent.id()).isEqualTo("m-S0");
        assertThat(agent.commands(AgentCommand.Registered.class))
                .containsExactly(new AgentCommand.Registered("m-S0", 75_000));
        assertThat(master.committed())
                .singleElement()
                .isInstanceOf(RegistryChange.AdmitAgent.class);
        assertThat(master.published()).hasAtLeastOneElementOfType(OperatorEvent.AgentAdded.class);
    }

    @Test
    void putsTheAdmissionsOfOneBatchInOneTransaction() {
        master.holdRegistry();
        FakeAgent one = master.agent("cpus:1;mem:64");
        FakeAgent two = master.agent("cpus:1;mem:64");
        AgentSpec spec = Samples.agent("cpus:1;mem:64", "1.1.1.1:1");
        master.step(
                new AgentMessage.AgentRegister(master.newLink(one), spec),
                new AgentMessage.AgentRegister(
                        master.newLink(two), Samples.agent("cpus:1;mem:64", "1.1.1.2:1")));
        assertThat(master.history())
                .filteredOn(e -> e instanceof io.mesocosm.master.core.effect.Effect.CommitRegistry)
                .hasSize(1);
        master.releaseRegistry();
        assertThat(master.snapshot().agents().size()).isEqualTo(2);
    }

    @Test
    void anAgentWhoseLinkBreaksDuringItsAdmissionIsAdmittedDisconnected() {
        FakeFramework framework = master.framework().subscribe();
        master.holdRegistry();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        agent.disconnect();
        master.releaseRegistry();
        assertThat(master.snapshot().agents()).singleElement().matches(a -> !a.connected());
        assertThat(framework.offers()).isEmpty();
    }

    @Test
    void anAgentWhoseLinkBreaksDuringItsReturnIsExpectedAgain() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register().fallSilent();
        master.pass(LONG_SILENCE);
        master.holdRegistry();
        agent.speakAgain().reregister();
        agent.disconnect();
        master.releaseRegistry();
        assertThat(master.snapshot().agents()).isEmpty();
        assertThat(master.snapshot().recoveredAgents()).containsOnlyKeys(agent.id());
        agent.reregister();
        assertThat(master.snapshot().agents()).hasSize(1);
        assertThat(master.snapshot().recoveredAgents()).isEmpty();
    }
}
