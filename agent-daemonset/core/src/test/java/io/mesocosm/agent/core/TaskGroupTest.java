package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The built-in executor of task groups (spec sections 7.1 and 0.5, 9 and 10). */
class TaskGroupTest {
    private final Fixture agent = Fixture.registered();
    private ContainerId parent = ContainerId.root("none");
    private List<ContainerId> nested = List.of();

    @BeforeEach
    void runsAGroupOfTwo() {
        agent.runGroup(
                Fixture.executor("e", ExecutorKind.DEFAULT), Fixture.task("a"), Fixture.task("b"));
        parent = agent.theOnly(Effect.LaunchContainer.class).container();
    }

    private void launchAll() {
        agent.launched(parent);
        nested =
                agent.all(Effect.LaunchContainer.class).stream()
                        .map(Effect.LaunchContainer::container)
                        .toList();
        for (ContainerId one : nested) {
            agent.launched(one);
            agent.acknowledgeAll();
        }
    }

    @Test
    void launchesTheExecutorsContainerFirstAndTheTasksIntoIt() {
        assertThat(agent.theOnly(Effect.LaunchContainer.class).allotment())
                .isEqualTo(Allotment.requesting(2100, 160_000, 0));
        agent.launched(parent);
        List<Effect.LaunchContainer> launches = agent.all(Effect.LaunchContainer.class);
        assertThat(launches)
                .hasSize(2)
                .allSatisfy(
                        launch -> {
                            assertThat(launch.container().parent()).isEqualTo(parent);
                            assertThat(launch.allotment()).isNull();
                        });
    }

    @Test
    void reportsStartingAndRunningOfEachTask() {
        agent.launched(parent);
        List<ContainerId> containers =
                agent.all(Effect.LaunchContainer.class).stream()
                        .map(Effect.LaunchContainer::container)
                        .toList();
        agent.launched(containers.getFirst());
        List<Effect.SendUpdate> updates = agent.acknowledgeAll();
        assertThat(updates.stream().map(update -> update.status().state()))
                .containsExactly(TaskState.STARTING, TaskState.RUNNING);
        assertThat(updates.getFirst().command()).isFalse();
        assertThat(updates.getFirst().executorId()).isEqualTo("e");
    }

    @Test
    void endsWithStatusZeroWhenAllTasksHaveFinished() {
        launchAll();
        agent.exits(nested.get(0), Termination.exited(0));
        assertThat(agent.states()).containsExactly(TaskState.FINISHED);
        assertThat(agent.all(Effect.DestroyContainer.class)).isEmpty();
        agent.acknowledgeAll();
        agent.exits(nested.get(1), Termination.exited(0));
        assertThat(agent.theOnly(Effect.DestroyContainer.class).container()).isEqualTo(parent);
        agent.acknowledgeAll();
        agent.exits(parent, new Termination(null, null, ""));
        assertThat(agent.theOnly(Effect.SendExecutorExited.class).waitStatus()).isZero();
        assertThat(agent.agent.view().completedFrameworks()).hasSize(1);
    }

    @Test
    void killsTheGroupWhenOneTaskFails() {
        launchAll();
        agent.exits(nested.get(0), Termination.exited(3));
        assertThat(agent.states()).containsExactly(TaskState.FAILED);
        assertThat(agent.theOnly(Effect.SignalContainer.class))
                .isEqualTo(new Effect.SignalContainer(nested.get(1), 15));
        agent.acknowledgeAll();
        agent.exits(nested.get(1), Termination.signalled(15));
        assertThat(agent.states()).containsExactly(TaskState.KILLED);
        assertThat(agent.theOnly(Effect.DestroyContainer.class).container()).isEqualTo(parent);
    }

    @Test
    void killsTheGroupWhenOneTaskIsKilled() {
        launchAll();
        agent.kill("b", Duration.ofSeconds(1));
        assertThat(agent.all(Effect.SignalContainer.class))
                .containsExactlyInAnyOrder(
                        new Effect.SignalContainer(nested.get(0), 15),
                        new Effect.SignalContainer(nested.get(1), 15));
        agent.afterSeconds(1);
        assertThat(agent.effects).containsExactly(new Effect.SignalContainer(nested.get(1), 9));
        agent.afterSeconds(2);
        assertThat(agent.effects).containsExactly(new Effect.SignalContainer(nested.get(0), 9));
    }

    @Test
    void leavesAnotherGroupOfTheSameExecutorAlone() {
        launchAll();
        agent.runGroup(Fixture.executor("e", ExecutorKind.DEFAULT), Fixture.task("c"));
        ContainerId other = agent.theOnly(Effect.LaunchContainer.class).container();
        assertThat(agent.theOnly(Effect.UpdateContainer.class).allotment())
                .isEqualTo(Allotment.requesting(3100, 224_000, 0));
        agent.launched(other);
        agent.acknowledgeAll();
        agent.exits(nested.get(0), Termination.exited(1));
        assertThat(agent.all(Effect.SignalContainer.class))
                .containsExactly(new Effect.SignalContainer(nested.get(1), 15));
    }

    @Test
    void killsTheWholeGroupBeforeItsContainerRuns() {
        agent.kill("a");
        assertThat(agent.states()).containsExactly(TaskState.KILLED, TaskState.KILLED);
        assertThat(agent.sent())
                .allSatisfy(
                        update ->
                                assertThat(update.status().reason())
                                        .isEqualTo(Reason.TASK_KILLED_DURING_LAUNCH));
        assertThat(agent.theOnly(Effect.DestroyContainer.class).container()).isEqualTo(parent);
    }

    @Test
    void failsTheGroupWhenOneTaskCannotBeLaunched() {
        agent.launched(parent);
        List<ContainerId> containers =
                agent.all(Effect.LaunchContainer.class).stream()
                        .map(Effect.LaunchContainer::container)
                        .toList();
        agent.step(
                new Input.ContainerLaunchFailed(
                        containers.get(0), LaunchFailure.LAUNCH, "no such image"));
        assertThat(agent.states()).containsExactlyInAnyOrder(TaskState.FAILED, TaskState.KILLED);
        assertThat(agent.sent().getFirst().status().reason())
                .isEqualTo(Reason.CONTAINER_LAUNCH_FAILED);
        assertThat(
                        agent.all(Effect.DestroyContainer.class).stream()
                                .map(Effect.DestroyContainer::container))
                .containsExactly(containers.get(1), parent);
    }

    @Test
    void failsItsTasksWhenTheExecutorsContainerEnds() {
        launchAll();
        agent.exits(parent, Termination.signalled(9));
        assertThat(
                        agent.effects.stream()
                                .filter(effect -> !(effect instanceof Effect.Persist))
                                .findFirst())
                .contains(new Effect.SendExecutorExited(Fixture.executorKey("e"), 9));
        assertThat(agent.states()).containsExactly(TaskState.FAILED, TaskState.FAILED);
        assertThat(agent.sent().getFirst().status().reason()).isEqualTo(Reason.EXECUTOR_TERMINATED);
    }
}
