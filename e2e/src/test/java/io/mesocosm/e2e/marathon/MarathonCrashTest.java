package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Torture;
import io.mesocosm.e2e.framework.Workload;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kill -9} under Marathon's apps while one of them is scaled and another framework launches:
 * tasks are taken over as they are, and never more are started than were asked for.
 */
@Tag("e2e")
@Needs("root")
@Timeout(value = 1, unit = TimeUnit.HOURS) // for many rounds; every wait has its own end
class MarathonCrashTest {
    /**
     * Offers come often, so that the load fills up: a framework that runs less than Marathon and
     * takes each offer at once would, by the rules of fair sharing, leave it none.
     */
    @RegisterExtension
    static final Cluster CLUSTER =
            Cluster.create().withMarathon().masterFlag("--allocation_interval=100ms");

    private final RawMarathon marathon = new RawMarathon(CLUSTER.marathon());

    @Test
    void keepsItsTasksWhenItIsKilled() throws IOException {
        underApps("marathon");
    }

    @Test
    void keepsItsTasksWhenTheAgentIsKilled() throws IOException {
        underApps("agent");
    }

    @Test
    void keepsItsTasksWhenTheMasterIsKilled() throws IOException {
        underApps("master");
    }

    private void underApps(String component) throws IOException {
        Path directory = Files.createTempDirectory(CLUSTER.directory(), "apps");
        CountedApp steady = new CountedApp(marathon, "steady-" + component, directory);
        CountedApp scaled = new CountedApp(marathon, "scaled-" + component, directory);
        steady.create(4);
        scaled.create(2);
        try (RawScheduler scheduler =
                        new RawScheduler(CLUSTER.master(), Frameworks.modern("beside-apps"))
                                .returning()
                                .subscribe();
                Workload workload = new Workload(scheduler, directory, Settings.load())) {
            new Torture(CLUSTER, workload)
                    .run(
                            "apps under " + component,
                            (torture, round) -> strike(component, torture, steady, scaled));
        }
        steady.delete();
        scaled.delete();
    }

    private String strike(String component, Torture torture, CountedApp steady, CountedApp scaled) {
        List<String> steadyBefore = steady.running();
        List<String> scaledBefore = scaled.running();
        int target = 1 + torture.random().nextInt(8);
        scaled.scale(target);
        torture.workload().runFor(torture.moment());
        String struck = torture.killAndRestart(component);
        CLUSTER.component("marathon").awaitReady();
        try {
            scaled.awaitRunning(target);
            marathon.awaitNoDeployment();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "after %s; queue %s, frameworks %s"
                            .formatted(
                                    struck,
                                    CLUSTER.marathon().get("/v2/queue").text(),
                                    CLUSTER.master().get("/frameworks").text()),
                    e);
        }

        assertThat(steady.running()).as("tasks of the app left alone").isEqualTo(steadyBefore);
        assertThat(steady.everStarted()).as("its starts").isEqualTo(4);
        if (target >= scaledBefore.size()) {
            assertThat(scaled.running()).as("scaled up").containsAll(scaledBefore);
        } else {
            assertThat(scaledBefore).as("scaled down").containsAll(scaled.running());
        }
        return "%s while an app went from %d to %d tasks, 4 and %d taken over"
                .formatted(
                        struck, scaledBefore.size(), target, Math.min(target, scaledBefore.size()));
    }
}
