package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors that speak the executor API (spec section 2). */
class CustomExecutorTest {
    private final Fixture agent = Fixture.registered();

    @Test
    void queuesTasksUntilTheExecutorSubscribes() {
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("a"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        assertThat(agent.theOnly(Effect.LaunchContainer.class).task()).isNull();
        agent.launched(container);
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("b"));
        assertThat(agent.events()).isEmpty();
        agent.subscribe("e", 1);
        assertThat(agent.events())
                .containsExactly(
                        new ExecutorEvent.Subscribed(
                                Fixture.payload("executor e"),
                                Fixture.payload("framework"),
                                container),
                        new ExecutorEvent.Launch(Fixture.payload("a")),
                        new ExecutorEvent.Launch(Fixture.payload("b")));
    }

    @Test
    void deliversAGroupAsOne() {
        agent.runGroup(
                Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("a"), Fixture.task("b"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        agent.subscribe("e", 1);
        assertThat(agent.events().getLast())
                .isEqualTo(
                        new ExecutorEvent.LaunchGroup(
                                List.of(Fixture.payload("a"), Fixture.payload("b"))));
    }

    @Test
    void raisesAndLowersTheContainersLimitsWithItsTasks() {
        agent.runCustom("e", "a");
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("b"));
        assertThat(agent.theOnly(Effect.UpdateContainer.class).allotment())
                .isEqualTo(Allotment.requesting(2100, 160_000, 0));
        assertThat(agent.effects.indexOf(agent.theOnly(Effect.UpdateContainer.class)))
                .isLessThan(agent.effects.indexOf(agent.theOnly(Effect.SendToExecutor.class)));
        agent.executorSays("e", "b", Fixture.update("1", TaskState.FINISHED));
        assertThat(agent.theOnly(Effect.UpdateContainer.class).allotment())
                .isEqualTo(Allotment.requesting(1100, 96_000, 0));
    }

    @Test
    void keepsAnExecutorWithoutResourcesOfItsOwnAlive() {
        agent.runWith(
                new ExecutorSpec(
                        Fixture.executorKey("e"),
                        ExecutorKind.CUSTOM,
                        Allotment.NONE,
                        null,
                        Fixture.payload("e")),
                Fixture.task("a"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        agent.subscribe("e", 1);
        agent.executorSays("e", "a", Fixture.update("1", TaskState.FINISHED));
        assertThat(agent.theOnly(Effect.UpdateContainer.class).allotment())
                .isEqualTo(Allotment.EXECUTOR_OVERHEAD);
        assertThat(agent.all(Effect.DestroyContainer.class)).isEmpty();
    }

    @Test
    void forwardsUpdatesWithTheContainerAndTellsTheExecutorOfAcknowledgements() {
        ContainerId container = agent.runCustom("e", "a");
        Status running = Fixture.update("1", TaskState.RUNNING);
        agent.executorSays("e", "a", running);
        assertThat(agent.status().container()).isEqualTo(Fixture.facts(container));
        agent.acknowledge(agent.sent().getFirst());
        assertThat(agent.events())
                .containsExactly(new ExecutorEvent.Acknowledged("a", running.uuid()));
    }

    @Test
    void takesARepeatedUpdateOnce() {
        agent.runCustom("e", "a");
        agent.executorSays("e", "a", Fixture.update("1", TaskState.RUNNING));
        agent.executorSays("e", "a", Fixture.update("1", TaskState.RUNNING));
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void ignoresWhatComesAfterATerminalUpdate() {
        agent.runCustom("e", "a");
        agent.executorSays("e", "a", Fixture.update("1", TaskState.FINISHED));
        agent.executorSays("e", "a", Fixture.update("2", TaskState.RUNNING));
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void destroysAnExecutorThatDoesNotSubscribeInTime() {
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("a"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.launched(container);
        agent.afterSeconds(59);
        assertThat(agent.effects).isEmpty();
        agent.afterSeconds(1);
        assertThat(agent.effects).containsExactly(new Effect.DestroyContainer(container));
        agent.exits(container, Termination.signalled(9));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_REGISTRATION_TIMEOUT);
        assertThat(agent.status().message()).isEqualTo("Executor did not register within 1mins");
    }

    @Test
    void tellsOfTheExecutorsEndBeforeItsTasks() {
        ContainerId container = agent.runCustom("e", "a");
        agent.exits(container, Termination.exited(3));
        assertThat(
                        agent.effects.stream()
                                .filter(effect -> !(effect instanceof Effect.Persist))
                                .toList())
                .startsWith(new Effect.SendExecutorExited(Fixture.executorKey("e"), 768));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
        assertThat(agent.all(Effect.CloseExecutor.class)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false, LOST", "true, DROPPED"})
    void refusesTasksForAnExecutorThatIsEnding(boolean partitionAware, TaskState state) {
        agent.partitionAware = partitionAware;
        agent.runCustom("e", "a");
        agent.step(new Input.ShutdownExecutor(Fixture.executorKey("e")));
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("b"));
        assertThat(agent.status().state()).isEqualTo(state);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
    }

    @Test
    void shutsDownByAnEventAndDestroysAfterTheGracePeriod() {
        ContainerId container = agent.runCustom("e", "a");
        agent.step(new Input.ShutdownExecutor(Fixture.executorKey("e")));
        assertThat(agent.events()).containsExactly(new ExecutorEvent.Shutdown());
        agent.after(Duration.ofMillis(4999));
        assertThat(agent.effects).isEmpty();
        agent.after(Duration.ofMillis(1));
        assertThat(agent.effects).containsExactly(new Effect.DestroyContainer(container));
    }

    @Test
    void passesKillsOnWithTheirPolicy() {
        agent.runCustom("e", "a");
        agent.kill("a", Duration.ofSeconds(7));
        assertThat(agent.effects)
                .containsExactly(
                        new Effect.SendToExecutor(
                                Fixture.executorKey("e"),
                                1,
                                new ExecutorEvent.Kill("a", Duration.ofSeconds(7))));
    }

    @Test
    void killsAQueuedTaskItself() {
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("a"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        agent.kill("a");
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.status().reason()).isEqualTo(Reason.TASK_KILLED_DURING_LAUNCH);
        assertThat(agent.all(Effect.DestroyContainer.class)).hasSize(1);
    }

    @Test
    void passesMessagesBothWays() {
        agent.runCustom("e", "a");
        agent.step(new Input.FrameworkMessage(Fixture.executorKey("e"), Fixture.payload("down")));
        assertThat(agent.events())
                .containsExactly(new ExecutorEvent.Message(Fixture.payload("down")));
        agent.step(new Input.ExecutorSentMessage(Fixture.executorKey("e"), Fixture.payload("up")));
        assertThat(agent.effects)
                .containsExactly(
                        new Effect.SendExecutorMessage(
                                Fixture.executorKey("e"), Fixture.payload("up")));
    }

    @Test
    void holdsDeliveriesAndKillsBackWhileTheExecutorIsAway() {
        agent.runCustom("e", "a");
        agent.executorSays("e", "a", Fixture.update("1", TaskState.RUNNING));
        agent.step(new Input.ExecutorDisconnected(Fixture.executorKey("e"), 1));
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("b"));
        agent.kill("a", Duration.ofSeconds(2));
        assertThat(agent.events()).isEmpty();
        agent.subscribe("e", 2);
        assertThat(agent.events().stream().skip(1))
                .containsExactly(
                        new ExecutorEvent.Launch(Fixture.payload("b")),
                        new ExecutorEvent.Kill("a", Duration.ofSeconds(2)));
    }

    @Test
    void closesTheFormerStreamOfAnExecutorThatSubscribesAgain() {
        agent.runCustom("e", "a");
        agent.subscribe("e", 2);
        assertThat(agent.theOnly(Effect.CloseExecutor.class).connection()).isEqualTo(1);
        agent.step(new Input.ExecutorDisconnected(Fixture.executorKey("e"), 1));
        ExecutorStanding standing =
                Objects.requireNonNull(agent.agent.executor(Fixture.executorKey("e")));
        assertThat(standing.connected()).isTrue();
    }

    // ------------------------------------------------------------ after a restart of the agent

    @Test
    void waitsForTheExecutorAfterARestartAndGivesItUpAfterTwoSeconds() {
        ContainerId container = agent.runCustom("e", "a");
        agent.executorSays("e", "a", Fixture.update("1", TaskState.RUNNING));
        agent.acknowledgeAll();
        agent.restart(Fixture.running(container), false);
        agent.register();
        ExecutorStanding standing =
                Objects.requireNonNull(agent.agent.executor(Fixture.executorKey("e")));
        assertThat(standing.phase()).isEqualTo(ExecutorPhase.RUNNING);
        agent.afterSeconds(2);
        assertThat(agent.theOnly(Effect.DestroyContainer.class).container()).isEqualTo(container);
        agent.exits(container, Termination.signalled(9));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_REREGISTRATION_TIMEOUT);
        assertThat(agent.status().message()).isEqualTo("Executor did not reregister within 2secs");
    }

    @Test
    void takesUnacknowledgedUpdatesOverWhenTheExecutorComesBack() {
        ContainerId container = agent.runCustom("e", "a");
        Status running = Fixture.update("1", TaskState.RUNNING);
        Status finished = Fixture.update("2", TaskState.FINISHED);
        agent.executorSays("e", "a", running);
        agent.restart(Fixture.running(container), false);
        agent.register();
        agent.step(
                new Input.ExecutorSubscribed(
                        Fixture.executorKey("e"),
                        1,
                        List.of("a"),
                        List.of(
                                new Input.Reported(Fixture.key("a"), running),
                                new Input.Reported(Fixture.key("a"), finished))));
        Effect.SendUpdate again =
                new Effect.SendUpdate(Fixture.key("a"), "e", false, running, TaskState.RUNNING);
        agent.acknowledge(again);
        assertThat(agent.states()).containsExactly(TaskState.FINISHED);
    }

    @ParameterizedTest
    @CsvSource({"false, LOST", "true, DROPPED"})
    void losesATaskThatNeverReachedTheExecutor(boolean partitionAware, TaskState state) {
        agent.partitionAware = partitionAware;
        ContainerId container = agent.runCustom("e", "a");
        agent.restart(Fixture.running(container), false);
        agent.register();
        agent.subscribe("e", 1);
        assertThat(agent.status().state()).isEqualTo(state);
        assertThat(agent.status().reason()).isEqualTo(Reason.AGENT_RESTARTED);
    }

    @Test
    void deliversAQueuedTaskAfterARestart() {
        agent.runWith(Fixture.executor("e", ExecutorKind.CUSTOM), Fixture.task("a"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.launched(container);
        agent.restart(Fixture.running(container), false);
        agent.subscribe("e", 1);
        assertThat(agent.events().getLast())
                .isEqualTo(new ExecutorEvent.Launch(Fixture.payload("a")));
    }

    @Test
    void forgetsAnExecutorOfAFrameworkThatDoesNotCheckpoint() {
        agent.checkpoint = false;
        ContainerId container = agent.runCustom("e", "a");
        agent.restart(Fixture.running(container), false);
        assertThat(agent.effects).containsExactly(new Effect.DestroyContainer(container));
        agent.exits(container, Termination.signalled(9));
        assertThat(agent.effects).containsExactly(new Effect.ReleaseContainer(container));
        assertThat(agent.agent.view().frameworks()).isEmpty();
        agent.restart(Map.of(), false);
        assertThat(agent.effects).isEmpty();
    }
}
