package io.mesocosm.marathon.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.health.HealthResult;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rolling upgrades and health checks as a whole (spec §3, §5). */
class UpgradeTest {

    private final Drive drive = new Drive(3, 20);

    private static AppDraft app(String command, double minimum, double over) {
        AppDraft draft = Drive.draft("/a");
        draft.cmd = command;
        draft.instances = 10;
        draft.upgradeStrategy = new UpgradeStrategy(minimum, over);
        return draft;
    }

    @ParameterizedTest
    @CsvSource({"1,1,10,20", "0.5,0,5,10", "1,0,10,11", "0,0,0,10", "0.5,0.5,5,15"})
    void neverFallsBelowNorRisesAboveItsLimits(double min, double over, int least, int most) {
        drive.create(app("one", min, over));
        drive.runAll();
        drive.put(app("two", min, over));
        int fewest = 10;
        for (int round = 0; round < 60; round++) {
            drive.launch();
            assertThat(drive.mesos.tasks.size()).isLessThanOrEqualTo(most);
            drive.mesos.tasks.values().stream()
                    .filter(t -> t.state == TaskState.TASK_STAGING)
                    .findFirst()
                    .ifPresent(t -> drive.update(t.spec, TaskState.TASK_RUNNING));
            drive.obeyKills();
            fewest = Math.min(fewest, drive.running().size());
        }
        assertThat(fewest).isGreaterThanOrEqualTo(least);
        assertThat(drive.running()).hasSize(10).allMatch(t -> "two".equals(t.spec.app().cmd()));
        assertThat(drive.core.view().deployments()).isEmpty();
    }

    @Test
    void goesOnAfterARestartInTheMiddle() {
        drive.create(app("one", 1, 0));
        drive.runAll();
        drive.put(app("two", 1, 0));
        drive.launch();
        drive.restart();
        drive.runAll();
        assertThat(drive.running()).hasSize(10).allMatch(t -> "two".equals(t.spec.app().cmd()));
        assertThat(drive.core.view().deployments()).isEmpty();
    }

    @Test
    void replacesUnhealthyOldInstancesInPlaceOfWaitingForEver() {
        drive.create(checked("one", 1, 0));
        drive.runAll();
        probeAll(true);
        report(drive.instances("/a").getFirst(), false);
        drive.now = drive.now.plusSeconds(400);
        report(drive.instances("/a").getFirst(), false);
        drive.put(checked("two", 1, 0));
        for (int i = 0; i < 40; i++) {
            drive.runAll();
            probeAll(true);
        }
        assertThat(drive.running()).hasSize(10).allMatch(t -> "two".equals(t.spec.app().cmd()));
    }

    private static AppDraft checked(String command, double min, double over) {
        AppDraft draft = app(command, min, over);
        draft.healthChecks = List.of(HealthCheck.of(HealthCheck.Protocol.HTTP));
        return draft;
    }

    private void probeAll(boolean healthy) {
        drive.instances("/a").stream()
                .filter(i -> i.task() != null)
                .filter(i -> drive.core.view().health(i.id()).isEmpty())
                .forEach(i -> report(i, healthy));
    }

    private void report(Instance instance, boolean healthy) {
        drive.step(
                new Input.Probed(
                        new HealthResult(
                                instance.id(),
                                Objects.requireNonNull(instance.taskId()),
                                0,
                                healthy,
                                healthy ? null : "HTTP status 500")));
    }

    @Test
    void waitsForHealthBeforeADeploymentSucceeds() {
        drive.create(checked("one", 1, 1));
        drive.runAll();
        assertThat(drive.core.view().deployments()).hasSize(1);
        assertThat(drive.all(Effect.Probe.class)).hasSize(10);
        probeAll(true);
        assertThat(drive.core.view().deployments()).isEmpty();
        assertThat(drive.events(Event.HealthStatusChanged.class)).hasSize(10);
    }

    @Test
    void probesTheHostPortOfTheTask() {
        drive.create(checked("one", 1, 1));
        drive.runAll();
        Effect.Probe probe = drive.all(Effect.Probe.class).getFirst();
        Instance instance = Objects.requireNonNull(drive.core.view().instance(probe.instance()));
        assertThat(probe.port())
                .isEqualTo(Objects.requireNonNull(instance.task()).hostPorts().getFirst());
        assertThat(probe.host()).startsWith("host-");
    }

    @Test
    void killsAtTheFailureAfterTheLastThatIsAllowed() {
        drive.create(checked("one", 1, 1));
        drive.runAll();
        probeAll(true);
        Instance sick = drive.instances("/a").getFirst();
        for (int failure = 1; failure <= 3; failure++) {
            report(sick, false);
        }
        assertThat(drive.all(Effect.Kill.class)).isEmpty();
        report(sick, false);
        assertThat(drive.all(Effect.Kill.class)).hasSize(1);
        assertThat(drive.events(Event.UnhealthyKill.class)).hasSize(1);
        drive.runAll();
        assertThat(drive.delay("/a")).isNull();
        assertThat(drive.running()).hasSize(10);
    }

    @Test
    void forgivesFailuresDuringGraceUntilTheFirstSuccess() {
        drive.create(checked("one", 1, 1));
        drive.runAll();
        Instance slow = drive.instances("/a").getFirst();
        for (int i = 0; i < 10; i++) {
            report(slow, false);
        }
        assertThat(drive.core.view().health(slow.id())).isEmpty();
        drive.pass(Duration.ofSeconds(301));
        report(slow, false);
        assertThat(drive.core.view().health(slow.id()).getFirst().consecutiveFailures())
                .isEqualTo(1);
    }
}
