package io.mesocosm.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.check.HealthSpec;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks and health checks (spec section 7.5). */
class ChecksTest {
    private static final HealthSpec HEALTH =
            new HealthSpec(
                    CheckType.HTTP,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    3);
    private static final CheckSpec CHECK =
            new CheckSpec(CheckType.COMMAND, Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final Fixture agent = Fixture.registered();

    private ContainerId runHealthy() {
        return agent.runCommand(Fixture.task("t", null, HEALTH, null, null));
    }

    /** The next health check after the seconds, with its result. */
    private void health(long seconds, int status) {
        agent.afterSeconds(seconds);
        assertThat(agent.theOnly(Effect.RunCheck.class).kind()).isEqualTo(CheckKind.HEALTH);
        agent.step(
                new Input.CheckFinished(
                        Fixture.key("t"),
                        CheckKind.HEALTH,
                        new CheckOutcome(CheckType.HTTP, status),
                        "status " + status));
    }

    @ParameterizedTest
    @CsvSource({
        "COMMAND, 0, true",
        "COMMAND, 1, false",
        "HTTP, 200, true",
        "HTTP, 399, true",
        "HTTP, 400, false",
        "HTTP, 199, false",
        "TCP, 1, true",
        "TCP, 0, false"
    })
    void knowsWhatIsHealthy(CheckType type, int value, boolean healthy) {
        assertThat(new CheckOutcome(type, value).isHealthy()).isEqualTo(healthy);
        assertThat(CheckOutcome.none(type).isHealthy()).isFalse();
    }

    @Test
    void asksAfterTheDelayAndThenAtIntervals() {
        runHealthy();
        health(1, 200);
        agent.afterSeconds(4);
        assertThat(agent.effects).isEmpty();
        agent.afterSeconds(1);
        assertThat(agent.all(Effect.RunCheck.class)).hasSize(1);
        agent.afterSeconds(60);
        assertThat(agent.all(Effect.RunCheck.class)).as("one at a time").isEmpty();
    }

    @Test
    void reportsTheFirstSuccessAndNoFurtherOnes() {
        runHealthy();
        health(1, 200);
        assertThat(agent.status().state()).isEqualTo(TaskState.RUNNING);
        assertThat(agent.status().reason()).isEqualTo(Reason.TASK_HEALTH_CHECK_STATUS_UPDATED);
        assertThat(agent.status().healthy()).isTrue();
        agent.acknowledgeAll();
        health(5, 200);
        assertThat(agent.effects).isEmpty();
    }

    @Test
    void ignoresFailuresWithinTheGracePeriodUntilTheFirstSuccess() {
        runHealthy();
        health(1, 500);
        assertThat(agent.states()).isEmpty();
        health(5, 500);
        assertThat(agent.states()).isEmpty();
        health(5, 500);
        assertThat(agent.status().healthy()).isFalse();
    }

    @Test
    void countsFailuresWithinTheGracePeriodOnceHealthy() {
        runHealthy();
        health(1, 200);
        agent.acknowledgeAll();
        health(5, 500);
        assertThat(agent.status().healthy()).isFalse();
    }

    @Test
    void killsAfterConsecutiveFailuresAndSaysUnhealthy() {
        ContainerId container = runHealthy();
        health(1, 200);
        agent.acknowledgeAll();
        for (int i = 0; i < 2; i++) {
            health(5, 503);
            assertThat(agent.status().message()).isEqualTo("status 503");
            assertThat(agent.all(Effect.SignalContainer.class)).isEmpty();
            agent.acknowledgeAll();
        }
        health(5, 503);
        assertThat(agent.status().healthy()).isFalse();
        assertThat(agent.theOnly(Effect.SignalContainer.class))
                .isEqualTo(new Effect.SignalContainer(container, 15));
        agent.acknowledgeAll();
        agent.exits(container, Termination.signalled(15));
        assertThat(agent.status().state()).isEqualTo(TaskState.KILLED);
        assertThat(agent.status().healthy()).isFalse();
    }

    @Test
    void startsCountingAnewAfterASuccess() {
        runHealthy();
        health(1, 200);
        agent.acknowledgeAll();
        for (int i = 0; i < 4; i++) {
            health(5, 503);
            agent.acknowledgeAll();
            health(5, 503);
            agent.acknowledgeAll();
            health(5, 200);
            assertThat(agent.status().healthy()).isTrue();
            assertThat(agent.all(Effect.SignalContainer.class)).isEmpty();
            agent.acknowledgeAll();
        }
    }

    @Test
    void asksNoMoreOnceTheTaskIsBeingKilled() {
        runHealthy();
        agent.kill("t", Duration.ofSeconds(100));
        agent.afterSeconds(50);
        assertThat(agent.all(Effect.RunCheck.class)).isEmpty();
    }

    @Test
    void hasAnEmptyCheckStatusUntilTheFirstResultAndReportsChangesOnly() {
        agent.run(Fixture.task("t", null, null, CHECK, null));
        agent.launched(agent.theOnly(Effect.LaunchContainer.class).container());
        assertThat(agent.acknowledgeAll().getLast().status().check())
                .isEqualTo(CheckOutcome.none(CheckType.COMMAND));
        check(2, 0);
        assertThat(agent.status().reason()).isEqualTo(Reason.TASK_CHECK_STATUS_UPDATED);
        assertThat(agent.status().check()).isEqualTo(new CheckOutcome(CheckType.COMMAND, 0));
        agent.acknowledgeAll();
        check(4, 0);
        assertThat(agent.states()).isEmpty();
        check(4, 5);
        assertThat(agent.status().check()).isEqualTo(new CheckOutcome(CheckType.COMMAND, 5));
        assertThat(agent.all(Effect.SignalContainer.class)).as("checks only report").isEmpty();
    }

    private void check(long seconds, int code) {
        agent.afterSeconds(seconds);
        assertThat(agent.theOnly(Effect.RunCheck.class).kind()).isEqualTo(CheckKind.CHECK);
        agent.step(
                new Input.CheckFinished(
                        Fixture.key("t"),
                        CheckKind.CHECK,
                        new CheckOutcome(CheckType.COMMAND, code),
                        ""));
    }
}
