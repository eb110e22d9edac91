package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the agent counts for its metrics: it only ever grows (spec section 11). */
class CountsTest {
    private final Fixture agent = registered(Settings.DEFAULTS.withMaxCompletedExecutors(1));

    private static Fixture registered(Settings settings) {
        Fixture fixture = new Fixture(settings);
        fixture.start(Map.of());
        fixture.register();
        return fixture;
    }

    private Map<String, Long> totals() {
        return agent.agent.view().counts().totals();
    }

    private ContainerId endOf(String task, int status) {
        ContainerId container = agent.runCommand(Fixture.task(task));
        agent.exits(container, Termination.exited(status));
        agent.acknowledgeAll();
        return container;
    }

    @Test
    void countsEndsBeyondWhatIsRemembered() {
        endOf("a", 0);
        endOf("b", 0);
        endOf("c", 0);
        endOf("d", 1);
        assertThat(totals())
                .containsEntry("slave/tasks_finished", 3L)
                .containsEntry("slave/tasks_failed", 1L)
                .containsEntry("slave/executors_terminated", 4L)
                .containsEntry("slave/valid_status_updates", 12L);
    }

    @Test
    void countsLaunchesThatFail() {
        agent.run(Fixture.task("t"));
        ContainerId container = agent.theOnly(Effect.LaunchContainer.class).container();
        agent.step(new Input.ContainerLaunchFailed(container, LaunchFailure.LAUNCH, "no image"));
        assertThat(totals())
                .containsEntry("slave/container_launch_errors", 1L)
                .containsEntry("slave/tasks_failed", 1L);
    }

    @Test
    void tellsMessagesThatReachSomeoneFromThoseThatDoNot() {
        agent.runCustom("e", "a");
        agent.step(
                new Input.FrameworkMessage(Fixture.executorKey("e"), Fixture.payload("hello")),
                new Input.FrameworkMessage(Fixture.executorKey("none"), Fixture.payload("hello")),
                new Input.ExecutorSentMessage(Fixture.executorKey("e"), Fixture.payload("hi")));
        agent.executorSays("none", "a", Fixture.update("1", TaskState.FINISHED));
        assertThat(totals())
                .containsEntry("slave/valid_framework_messages", 2L)
                .containsEntry("slave/invalid_framework_messages", 1L)
                .containsEntry("slave/invalid_status_updates", 1L);
    }

    @Test
    void tellsWhenSandboxesGo() {
        ContainerId container = endOf("t", 0);
        AgentView.Counts before = agent.agent.view().counts();
        assertThat(before.sandboxes()).isEqualTo(1);
        assertThat(before.sandboxAge()).isEqualTo(Duration.ofDays(7).multipliedBy(9).dividedBy(10));
        agent.step(new Input.DiskUsage(0.9));
        assertThat(agent.agent.view().counts().sandboxAge()).isZero();
        agent.step(new Input.SandboxRemoved(container));
        assertThat(agent.agent.view().counts().sandboxes()).isZero();
        assertThat(totals()).containsEntry("gc/path_removals_succeeded", 1L);
    }
}
