package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registration, retries, frameworks that go, sandboxes that age and the agent's own end. */
class LifeCycleTest {
    private final Fixture agent = Fixture.registered();

    @Test
    void registersOnceAndReregistersWithItsId() {
        Fixture fresh = new Fixture();
        fresh.start(Map.of());
        fresh.step(new Input.LinkOpened());
        assertThat(fresh.effects).containsExactly(new Effect.Register());
        fresh.step(new Input.Registered("S7"));
        fresh.step(new Input.LinkClosed());
        fresh.step(new Input.LinkOpened());
        assertThat(fresh.theOnly(Effect.Reregister.class).agentId()).isEqualTo("S7");
    }

    @Test
    void waitsWithRegistrationForRecovery() {
        Fixture fresh = new Fixture();
        fresh.step(new Input.LinkOpened());
        assertThat(fresh.effects).isEmpty();
        fresh.start(Map.of());
        assertThat(fresh.effects).containsExactly(new Effect.Register());
    }

    @Test
    void repeatsAnUpdateAfterTenSecondsThenTwentyUpToTenMinutes() {
        agent.run(Fixture.task("t"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        Status first = agent.status();
        for (long wait : new long[] {10, 20, 40, 80, 160, 320, 600, 600}) {
            agent.after(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(agent.sent()).isEmpty();
            agent.after(Duration.ofMillis(1));
            assertThat(agent.status()).as("after %s s", wait).isEqualTo(first);
        }
    }

    @Test
    void ignoresAnAcknowledgementThatIsNotForTheUpdateInFlight() {
        agent.run(Fixture.task("t"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        Effect.SendUpdate starting = agent.sent().getFirst();
        agent.acknowledge(starting);
        agent.acknowledge(starting);
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void sendsAgainAtOnceToAFrameworkThatIsBack() {
        agent.run(Fixture.task("t"));
        agent.starting(agent.theOnly(Effect.LaunchContainer.class).container());
        Status starting = agent.status();
        agent.afterSeconds(25);
        int recorded = agent.log.size();

        agent.step(new Input.UpdateFramework(agent.framework()));

        assertThat(agent.status()).isEqualTo(starting);
        assertThat(agent.log).as("nothing changed").hasSize(recorded);
        agent.afterSeconds(10);
        assertThat(agent.status()).as("and goes on as after a first sending").isEqualTo(starting);
    }

    @Test
    void keepsUpdatesWhileThereIsNoMaster() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.step(new Input.LinkClosed());
        agent.exits(container, Termination.exited(0));
        assertThat(agent.sent()).isEmpty();
        agent.afterSeconds(100);
        assertThat(agent.sent()).isEmpty();
        agent.register();
        assertThat(agent.states()).containsExactly(TaskState.FINISHED);
    }

    @Test
    void endsEverythingOfAFrameworkThatIsGone() {
        ContainerId command = agent.runCommand(Fixture.task("t"));
        ContainerId custom = agent.runCustom("e", "a");
        agent.step(new Input.ShutdownFramework(Fixture.FRAMEWORK));
        assertThat(agent.all(Effect.SignalContainer.class))
                .containsExactly(new Effect.SignalContainer(command, 15));
        assertThat(agent.events()).containsExactly(new ExecutorEvent.Shutdown());
        agent.exits(command, Termination.signalled(15));
        agent.exits(custom, Termination.exited(0));
        assertThat(agent.sent()).as("nobody waits for updates").isEmpty();
        assertThat(agent.all(Effect.SendExecutorExited.class)).isEmpty();
        assertThat(agent.agent.view().frameworks()).isEmpty();
        assertThat(agent.agent.view().completedFrameworks()).hasSize(1);
    }

    @Test
    void takesNoTaskOfAFrameworkThatIsGone() {
        agent.runCommand(Fixture.task("t"));
        agent.step(new Input.ShutdownFramework(Fixture.FRAMEWORK));
        agent.run(Fixture.task("late"));
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void goesOnEndingAFrameworkAfterARestart() {
        ContainerId command = agent.runCommand(Fixture.task("t"));
        agent.step(new Input.ShutdownFramework(Fixture.FRAMEWORK));
        agent.restart(Fixture.running(command), false);
        assertThat(agent.effects).contains(new Effect.SignalContainer(command, 15));
        agent.exits(command, Termination.signalled(15));
        assertThat(agent.agent.view().frameworks()).isEmpty();
    }

    @Test
    void leavesWhenToldToAfterItsTasksHaveEnded() {
        ContainerId command = agent.runCommand(Fixture.task("t"));
        agent.step(new Input.ShutdownAgent("marked as gone"));
        assertThat(agent.all(Effect.Stop.class)).isEmpty();
        agent.exits(command, Termination.signalled(15));
        assertThat(agent.effects.stream().filter(effect -> !(effect instanceof Effect.Persist)))
                .endsWith(new Effect.Unregister(), new Effect.Stop("marked as gone"));
        agent.restart(Map.of(), false);
        agent.step(new Input.LinkOpened());
        assertThat(agent.effects)
                .as("the next start is another agent's")
                .contains(new Effect.Register());
    }

    @Test
    void removesSandboxesByAgeAndEarlierWhenTheDiskIsFull() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.exits(container, Termination.exited(0));
        agent.acknowledgeAll();
        agent.after(Duration.ofDays(2));
        agent.step(new Input.DiskUsage(0.1));
        assertThat(agent.effects).as("gc_delay x (1 - 0.1 - 0.1) = 5.6 days").isEmpty();
        agent.step(new Input.DiskUsage(0.7));
        assertThat(agent.effects)
                .as("gc_delay x (1 - 0.1 - 0.7) = 1.4 days")
                .containsExactly(new Effect.RemoveSandbox(Fixture.executorKey("t"), container));
        agent.step(new Input.DiskUsage(0.7));
        assertThat(agent.effects).as("once is enough").isEmpty();
        agent.step(new Input.SandboxRemoved(container));
        agent.restart(Map.of(), false);
        agent.step(new Input.DiskUsage(1));
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void keepsSoManyCompletedExecutorsAsItIsTold() {
        Fixture small = new Fixture(Settings.DEFAULTS.withMaxCompletedExecutors(2));
        small.start(Map.of());
        small.register();
        small.runCommand(Fixture.task("stays"));
        for (String id : List.of("a", "b", "c")) {
            ContainerId container = small.runCommand(Fixture.task(id));
            small.exits(container, Termination.exited(0));
            small.acknowledgeAll();
        }
        assertThat(
                        small.agent.view().frameworks().getFirst().completedExecutors().stream()
                                .map(executor -> executor.spec().key().executorId()))
                .containsExactly("b", "c");
    }

    @Test
    void sameInputsGiveTheSameEffects() {
        List<Effect> first = script(new Agent(Settings.DEFAULTS));
        List<Effect> second = script(new Agent(Settings.DEFAULTS));
        assertThat(first).isEqualTo(second).isNotEmpty();
    }

    private List<Effect> script(Agent fresh) {
        return fresh.step(
                List.of(
                        new Input.Recover(List.of(), Map.of(), false),
                        new Input.LinkOpened(),
                        new Input.Registered("S1"),
                        new Input.RunTask(agent.framework(), Fixture.task("t"), null)),
                agent.now,
                new Seed(3, 4));
    }
}
