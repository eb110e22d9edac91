package io.mesocosm.marathon.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Back-off (spec §4.3) and the environment of tasks (spec §6). */
class DelaysTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Delays delays = new Delays();

    private static App app(AppDraft draft) {
        return AppBuilder.build(
                draft, PathId.of("/g/a"), "*", VersionInfo.created(NOW), new Violations());
    }

    private static AppDraft draft() {
        AppDraft draft = new AppDraft();
        draft.backoffSeconds = 1.0;
        draft.backoffFactor = 2.0;
        draft.maxLaunchDelaySeconds = 5.0;
        return draft;
    }

    @Test
    void growsByTheFactorUpToTheCap() {
        App app = app(draft());
        assertThat(delays.until(app, NOW)).isNull();
        for (int seconds : List.of(1, 2, 4, 5, 5)) {
            delays.grow(app, NOW);
            assertThat(delays.until(app, NOW)).isEqualTo(NOW.plusSeconds(seconds));
        }
        assertThat(delays.until(app, NOW.plusSeconds(5))).isNull();
    }

    @Test
    void startsAnewForANewConfigurationButNotForScaling() {
        App app = app(draft());
        delays.grow(app, NOW);
        App scaled = app.withVersionInfo(app.versionInfo().scaled(NOW.plusSeconds(1)));
        assertThat(delays.until(scaled, NOW)).isNotNull();
        App changed = app.withVersionInfo(app.versionInfo().restarted(NOW.plusSeconds(1)));
        assertThat(delays.until(changed, NOW)).isNull();
    }

    @Test
    void rebasesWithoutGrowingResetsAndSweeps() {
        App app = app(draft());
        delays.grow(app, NOW);
        delays.rebase(app, NOW.plusSeconds(10));
        assertThat(delays.until(app, NOW.plusSeconds(10))).isEqualTo(NOW.plusSeconds(11));
        delays.sweep(id -> app, NOW.plusSeconds(17));
        delays.grow(app, NOW.plusSeconds(20));
        assertThat(delays.until(app, NOW.plusSeconds(20))).isEqualTo(NOW.plusSeconds(21));
        delays.reset(app.id());
        assertThat(delays.until(app, NOW.plusSeconds(20))).isNull();
    }

    @Test
    void givesTasksTheirEnvironment() {
        AppDraft draft = draft();
        draft.portDefinitions =
                List.of(
                        new io.mesocosm.marathon.core.app.PortDefinition(
                                8080, "tcp", "my-web", Map.of()));
        draft.labels = Map.of("a.b", "c");
        draft.env = Map.of("HOST", "mine", "X", "y");
        Map<String, String> environment =
                TaskEnvironment.of(
                        app(draft),
                        new TaskId("t"),
                        List.of(31000),
                        new TaskEnvironment.Site("host-1", "", false));
        assertThat(environment)
                .containsEntry("MESOS_TASK_ID", "t")
                .containsEntry("MARATHON_APP_ID", "/g/a")
                .containsEntry("MARATHON_APP_VERSION", "2026-01-01T00:00:00.000Z")
                .containsEntry("MARATHON_APP_RESOURCE_CPUS", "1.0")
                .containsEntry("MARATHON_APP_RESOURCE_MEM", "128.0")
                .containsEntry("MARATHON_APP_RESOURCE_GPUS", "0")
                .containsEntry("MARATHON_APP_LABELS", "A_B")
                .containsEntry("MARATHON_APP_LABEL_A_B", "c")
                .containsEntry("PORT", "31000")
                .containsEntry("PORT0", "31000")
                .containsEntry("PORTS", "31000")
                .containsEntry("PORT_8080", "31000")
                .containsEntry("PORT_MY-WEB", "31000")
                .containsEntry("HOST", "mine")
                .containsEntry("X", "y")
                .doesNotContainKey("MARATHON_APP_DOCKER_IMAGE");
    }
}
