package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a new agent process makes of its log and of the containers it finds (spec section 7.5,
 * design section 4).
 */
class RecoveryTest {
    private final Fixture agent = Fixture.registered();

    @Test
    void goesOnWithARunningCommandTask() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.restart(Fixture.running(container), false);
        assertThat(agent.effects).isEmpty();
        agent.register();
        agent.exits(container, Termination.exited(7));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().message()).isEqualTo("Command exited with status 7");
    }

    @Test
    void reportsTheExactExitOfATaskThatEndedMeanwhile() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.restart(Fixture.exited(container, Termination.exited(0)), false);
        agent.register();
        assertThat(agent.status().state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.status().container()).isNotNull();
    }

    @Test
    void failsATaskWhoseSupervisorLeftNoRecord() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.restart(
                Map.of(container, new RecoveredContainer.Lost("its supervisor is gone")), false);
        agent.register();
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
        assertThat(agent.status().message()).contains("its supervisor is gone");
    }

    @ParameterizedTest
    @CsvSource({"false, LOST", "true, GONE"})
    void losesItsTasksWhenTheMachineWasRestarted(boolean partitionAware, TaskState state) {
        agent.partitionAware = partitionAware;
        agent.runCommand(Fixture.task("t"));
        agent.restart(Map.of(), true);
        agent.register();
        assertThat(agent.status().state()).isEqualTo(state);
        assertThat(agent.status().reason()).isEqualTo(Reason.AGENT_RESTARTED);
        assertThat(agent.agent.view().agentId()).isEqualTo("agent-1");
    }

    @ParameterizedTest
    @CsvSource({"false, LOST", "true, DROPPED"})
    void dropsATaskThatHadNotStartedWhenTheMachineWasRestarted(
            boolean partitionAware, TaskState state) {
        agent.partitionAware = partitionAware;
        agent.run(Fixture.task("t"));
        agent.restart(Map.of(), true);
        agent.register();
        assertThat(agent.status().state()).isEqualTo(state);
        assertThat(agent.status().reason()).isEqualTo(Reason.AGENT_RESTARTED);
    }

    @Test
    void launchesATaskThatWasAcceptedButNeverStarted() {
        agent.run(Fixture.task("t"));
        Effect.LaunchContainer first = agent.theOnly(Effect.LaunchContainer.class);
        agent.restart(Map.of(), false);
        assertThat(agent.theOnly(Effect.LaunchContainer.class)).isEqualTo(first);
    }

    @Test
    void launchesATaskThatSaidStartingButNeverHadAContainer() {
        agent.run(Fixture.task("t"));
        Effect.LaunchContainer first = agent.theOnly(Effect.LaunchContainer.class);
        agent.starting(first.container());
        agent.restart(Map.of(), false);
        assertThat(agent.theOnly(Effect.LaunchContainer.class)).isEqualTo(first);
        agent.register();
        agent.kill("t");
        assertThat(agent.effects).contains(new Effect.DestroyContainer(first.container()));
    }

    @Test
    void reportsRunningForATaskWhoseStartWasNotRecorded() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.restart(Fixture.running(container), false);
        agent.register();
        assertThat(agent.acknowledgeAll().stream().map(update -> update.status().state()))
                .containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void sendsAgainWhatWasNotAcknowledgedWithTheSameUuid() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.launched(container);
        Status starting = agent.status();
        agent.restart(Fixture.running(container), false);
        agent.register();
        assertThat(agent.status()).isEqualTo(starting);
        assertThat(agent.acknowledgeAll().stream().map(update -> update.status().state()))
                .containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void carriesAKillOnToItsEnd() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.kill("t", Duration.ofSeconds(20));
        agent.afterSeconds(15);
        agent.restart(Fixture.running(container), false);
        assertThat(agent.effects).contains(new Effect.SignalContainer(container, 15));
        agent.afterSeconds(4);
        assertThat(agent.effects).isEmpty();
        agent.afterSeconds(1);
        assertThat(agent.effects).containsExactly(new Effect.SignalContainer(container, 9));
        agent.register();
        agent.exits(container, Termination.signalled(9));
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
    }

    @Test
    void keepsTheMaximalCompletionTime() {
        ContainerId container =
                agent.runCommand(Fixture.task("t", null, null, null, Duration.ofSeconds(60)));
        agent.afterSeconds(50);
        agent.restart(Fixture.running(container), false);
        agent.afterSeconds(10);
        assertThat(agent.effects).contains(new Effect.SignalContainer(container, 15));
    }

    @Test
    void destroysContainersItKnowsNothingOf() {
        ContainerId stranger = ContainerId.root("stranger");
        agent.restart(Fixture.running(stranger), false);
        assertThat(agent.effects).containsExactly(new Effect.DestroyContainer(stranger));
    }

    @Test
    void reregistersWithAllItHolds() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.runGroup(Fixture.executor("e", ExecutorKind.DEFAULT), Fixture.task("g"));
        ContainerId parent = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.restart(Fixture.running(container, parent), false);
        agent.step(new Input.LinkOpened());
        Effect.Reregister reregister = agent.theOnly(Effect.Reregister.class);
        assertThat(reregister.agentId()).isEqualTo("agent-1");
        assertThat(reregister.holdings().frameworks()).hasSize(1);
        assertThat(reregister.holdings().executors()).hasSize(1);
        assertThat(reregister.holdings().tasks()).hasSize(2);
        Effect.HeldTask held = reregister.holdings().tasks().getFirst();
        assertThat(held.statuses().getLast().state()).isEqualTo(TaskState.RUNNING);
        assertThat(held.acknowledged()).isEqualTo(1);
    }

    @Test
    void goesOnWithAGroupOfWhichOneTaskEnded() {
        agent.runGroup(
                Fixture.executor("e", ExecutorKind.DEFAULT), Fixture.task("a"), Fixture.task("b"));
        ContainerId parent = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.launched(parent);
        List<ContainerId> nested =
                agent.all(Effect.LaunchContainer.class).stream()
                        .map(Effect.LaunchContainer::container)
                        .toList();
        nested.forEach(
                one -> {
                    agent.launched(one);
                    agent.acknowledgeAll();
                });
        Map<ContainerId, RecoveredContainer> found =
                new HashMap<>(Fixture.running(parent, nested.get(0)));
        found.put(nested.get(1), new RecoveredContainer.Exited(Termination.exited(1)));
        agent.restart(found, false);
        assertThat(agent.theOnly(Effect.SignalContainer.class))
                .isEqualTo(new Effect.SignalContainer(nested.get(0), 15));
        agent.register();
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void launchesTheTasksOfAGroupWhoseContainerHadJustStarted() {
        agent.runGroup(
                Fixture.executor("e", ExecutorKind.DEFAULT), Fixture.task("a"), Fixture.task("b"));
        ContainerId parent = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.restart(Fixture.running(parent), false);
        assertThat(agent.all(Effect.LaunchContainer.class)).hasSize(2);
    }

    @Test
    void remembersCompletedTasksAfterARestart() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.exits(container, Termination.exited(0));
        agent.acknowledgeAll();
        agent.restart(Map.of(), false);
        assertThat(agent.agent.view().completedFrameworks())
                .singleElement()
                .satisfies(framework -> assertThat(framework.completedExecutors()).hasSize(1));
    }

    @Test
    void aCheckpointSaysAllThatTheLogSaid() {
        agent.runCommand(Fixture.task("running"));
        ContainerId ended = agent.runCommand(Fixture.task("ended"));
        agent.exits(ended, Termination.exited(0));
        agent.acknowledgeAll();
        agent.run(Fixture.task("starting"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        agent.runCommand(Fixture.task("killed"));
        agent.kill("killed", Duration.ofSeconds(9));
        Agent fromLog = recovered(agent.log);
        Agent fromCheckpoint = recovered(agent.agent.checkpoint());
        assertThat(fromCheckpoint.view()).isEqualTo(fromLog.view());
        assertThat(fromCheckpoint.checkpoint()).isEqualTo(fromLog.checkpoint());
    }

    private Agent recovered(List<Entry> entries) {
        Agent fresh = new Agent(Settings.DEFAULTS);
        Map<ContainerId, RecoveredContainer> found = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.ExecutorStarted started) {
                found.put(
                        started.container(),
                        new RecoveredContainer.Running(Fixture.facts(started.container())));
            }
        }
        fresh.step(List.of(new Input.Recover(entries, found, false)), agent.now, new Seed(1, 1));
        return fresh;
    }
}
