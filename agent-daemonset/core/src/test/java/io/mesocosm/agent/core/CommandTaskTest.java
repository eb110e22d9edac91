package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.Limitation;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command tasks from launch to end (spec sections 0.5, 7 and 7.4, 7.5). */
class CommandTaskTest {
    private final Fixture agent = Fixture.registered();

    @Test
    void givesTheTaskItsResourcesAndTheExecutorsOverhead() {
        agent.run(Fixture.task("t"));
        assertThat(agent.theOnly(Effect.LaunchContainer.class).allotment())
                .isEqualTo(Allotment.requesting(1100, 96_000, 0));
    }

    @Test
    void persistsTheLaunchBeforeTheContainerStarts() {
        agent.run(Fixture.task("t"));
        int launch = agent.effects.indexOf(agent.theOnly(Effect.LaunchContainer.class));
        assertThat(agent.effects.subList(0, launch))
                .allMatch(Effect.Persist.class::isInstance)
                .hasSize(3);
    }

    @Test
    void holdsRunningBackUntilStartingIsAcknowledged() {
        agent.run(Fixture.task("t"));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        assertThat(agent.states()).containsExactly(TaskState.STARTING);
        Effect.SendUpdate starting = agent.sent().getFirst();
        assertThat(starting.latest()).isEqualTo(TaskState.RUNNING);
        assertThat(starting.command()).isTrue();
        agent.acknowledge(starting);
        assertThat(agent.states()).containsExactly(TaskState.RUNNING);
    }

    @Test
    void saysStartingBeforeTheCommandRunsAndRunningAsSoonAsItDoes() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.starting(container);
        Effect.SendUpdate starting = agent.sent().getFirst();
        assertThat(starting.status().state()).isEqualTo(TaskState.STARTING);
        assertThat(starting.status().container())
                .isEqualTo(new ContainerFacts(container, Fixture.facts(container).addresses(), 0));
        agent.acknowledge(starting);
        assertThat(agent.sent()).isEmpty();
        agent.launched(container);
        assertThat(agent.states()).containsExactly(TaskState.RUNNING);
    }

    @Test
    void killsATaskThatSaidStartingButIsNotLaunched() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.starting(container);
        agent.acknowledge(agent.sent().getFirst());
        agent.kill("t");
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.status().reason()).isEqualTo(Reason.TASK_KILLED_DURING_LAUNCH);
        assertThat(agent.effects).contains(new Effect.DestroyContainer(container));
    }

    @Test
    void namesContainerAddressAndPidInEachStatus() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.launched(container);
        assertThat(agent.status().container()).isEqualTo(Fixture.facts(container));
    }

    @ParameterizedTest
    @CsvSource({
        "0, FINISHED, Command exited with status 0",
        "1792, FAILED, Command exited with status 7",
        "9, FAILED, Command terminated with signal Killed",
        "139, FAILED, Command terminated with signal Segmentation fault (core dumped)"
    })
    void reportsTheExitOfTheCommand(int waitStatus, TaskState state, String message) {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.exits(container, new Termination(waitStatus, null, ""));
        Status status = agent.status();
        assertThat(status.state()).isEqualTo(state);
        assertThat(status.message()).isEqualTo(message);
        assertThat(status.source()).isEqualTo(Source.EXECUTOR);
        assertThat(status.reason()).isNull();
        assertThat(agent.all(Effect.SendExecutorExited.class)).isEmpty();
    }

    @Test
    void forgetsTheContainerOnlyAfterItsEndIsRecorded() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.exits(container, Termination.exited(0));
        int release = agent.effects.indexOf(new Effect.ReleaseContainer(container));
        assertThat(agent.effects.subList(0, release))
                .hasSize(2)
                .allMatch(Effect.Persist.class::isInstance);
        assertThat(agent.effects.subList(release, agent.effects.size()))
                .noneMatch(Effect.Persist.class::isInstance);
    }

    @Test
    void reportsTheMemoryLimit() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        Limitation limitation =
                new Limitation(
                        Reason.CONTAINER_LIMITATION_MEMORY,
                        "Memory limit exceeded: …",
                        Map.of("mem", 96_000L));
        agent.exits(container, new Termination(9, limitation, ""));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.CONTAINER_LIMITATION_MEMORY);
        assertThat(agent.status().message()).isEqualTo("Memory limit exceeded: …");
        assertThat(agent.status().limitation()).isEqualTo(limitation);
    }

    @Test
    void reportsAFailedLaunchWithItsText() {
        agent.run(Fixture.task("t"));
        agent.step(
                new Input.ContainerLaunchFailed(
                        agent.theOnly(Effect.LaunchContainer.class).container(),
                        LaunchFailure.LAUNCH,
                        "no such file"));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.CONTAINER_LAUNCH_FAILED);
        assertThat(agent.status().message()).isEqualTo("no such file");
    }

    @ParameterizedTest
    @CsvSource({"false, LOST", "true, DROPPED"})
    void losesATaskOfAnUnknownUser(boolean partitionAware, TaskState state) {
        agent.partitionAware = partitionAware;
        agent.run(Fixture.task("t"));
        agent.step(
                new Input.ContainerLaunchFailed(
                        agent.theOnly(Effect.LaunchContainer.class).container(),
                        LaunchFailure.USER,
                        "no user 'x'"));
        assertThat(agent.status().state()).isEqualTo(state);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
    }

    @Test
    void takesARepeatedLaunchOnce() {
        agent.run(Fixture.task("t"));
        agent.run(Fixture.task("t"));
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void killsBySigtermAndAfterTheGracePeriodBySigkill() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.kill("t");
        assertThat(agent.theOnly(Effect.SignalContainer.class))
                .isEqualTo(new Effect.SignalContainer(container, 15));
        agent.after(Duration.ofMillis(2999));
        assertThat(agent.effects).isEmpty();
        agent.after(Duration.ofMillis(1));
        assertThat(agent.theOnly(Effect.SignalContainer.class))
                .isEqualTo(new Effect.SignalContainer(container, 9));
        agent.exits(container, Termination.signalled(9));
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.status().message()).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void sendsTaskKillingOnlyToFrameworksThatKnowIt() {
        agent.runCommand(Fixture.task("a"));
        agent.kill("a");
        assertThat(agent.states()).isEmpty();
        agent.taskKilling = true;
        agent.runCommand(Fixture.task("b"));
        agent.kill("b");
        assertThat(agent.states()).containsExactly(TaskState.KILLING);
    }

    @ParameterizedTest
    @CsvSource({"10, 4, 3, 9", "10, 20, 9, 9", "2, 1, 0, 1"})
    void shortensAGracePeriodButNeverLengthensIt(long first, long second, long early, long late) {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.kill("t", Duration.ofSeconds(first));
        agent.afterSeconds(1);
        agent.kill("t", Duration.ofSeconds(second));
        if (second > 1) {
            agent.after(Duration.ofSeconds(Math.min(first, second) - 1).minusMillis(1));
            assertThat(agent.all(Effect.SignalContainer.class)).isEmpty();
            agent.after(Duration.ofMillis(1));
        }
        assertThat(agent.all(Effect.SignalContainer.class))
                .containsExactly(new Effect.SignalContainer(container, 9));
        assertThat(early).isLessThanOrEqualTo(late);
    }

    @Test
    void usesTheTasksOwnKillPolicy() {
        ContainerId container =
                agent.runCommand(Fixture.task("t", Duration.ofSeconds(30), null, null, null));
        agent.kill("t");
        agent.afterSeconds(29);
        assertThat(agent.effects).isEmpty();
        agent.afterSeconds(1);
        assertThat(agent.effects).containsExactly(new Effect.SignalContainer(container, 9));
    }

    @Test
    void killsATaskThatHasNotStartedWithoutWaitingForIt() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.kill("t");
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.status().reason()).isEqualTo(Reason.TASK_KILLED_DURING_LAUNCH);
        assertThat(agent.theOnly(Effect.DestroyContainer.class).container()).isEqualTo(container);
        agent.acknowledgeAll();
        agent.exits(container, new Termination(null, null, ""));
        assertThat(agent.states()).isEmpty();
        assertThat(agent.agent.view().frameworks()).isEmpty();
    }

    @Test
    void endsATaskAtItsMaximalCompletionTime() {
        ContainerId container =
                agent.runCommand(Fixture.task("t", null, null, null, Duration.ofSeconds(60)));
        agent.afterSeconds(60);
        assertThat(agent.all(Effect.SignalContainer.class))
                .containsExactly(
                        new Effect.SignalContainer(container, 15),
                        new Effect.SignalContainer(container, 9));
        agent.exits(container, Termination.signalled(15));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.MAX_COMPLETION_TIME_REACHED);
    }

    @Test
    void saysWhatIsWrongWithAContainerThatLeftNoExitStatus() {
        ContainerId container = agent.runCommand(Fixture.task("t"));
        agent.exits(container, new Termination(null, null, "its supervisor is gone"));
        assertThat(agent.status().state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
        assertThat(agent.status().message()).contains("its supervisor is gone");
    }

    @Test
    void answersForTasksTheMasterAsksForInVain() {
        agent.step(new Input.ReconcileTasks(Fixture.FRAMEWORK, List.of("x", "y")));
        assertThat(agent.states()).containsExactly(TaskState.LOST, TaskState.LOST);
        assertThat(agent.sent().getFirst().status().reason()).isEqualTo(Reason.RECONCILIATION);
        agent.acknowledgeAll();
        assertThat(agent.agent.checkpoint()).hasSize(1);
    }
}
