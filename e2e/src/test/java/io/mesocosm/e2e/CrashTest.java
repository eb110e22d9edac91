package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.framework.Torture;
import io.mesocosm.e2e.framework.Workload;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kill -9} of every component at random moments under load, now and then once more while it
 * comes back: not one task lost, every exit code exact, no end told twice in different words.
 */
@Tag("e2e")
@Needs("root")
@Timeout(value = 1, unit = TimeUnit.HOURS) // for many rounds; every wait has its own end
class CrashTest {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.create().masterFlag("--allocation_interval=100ms");

    private Path markers = Path.of("/nowhere");

    @BeforeEach
    void makesMarkers() throws IOException {
        markers = Files.createTempDirectory(CLUSTER.directory(), "markers");
    }

    @Test
    void losesNoTaskWhenTheAgentIsKilled() {
        underLoad("agent", (torture, round) -> torture.killAndRestart("agent"));
    }

    @Test
    void losesNoTaskWhenTheMasterIsKilled() {
        underLoad("master", (torture, round) -> torture.killAndRestart("master"));
    }

    @Test
    void losesNoTaskWhenMasterAndAgentAreKilledTogether() {
        underLoad("both", (torture, round) -> torture.killAndRestart("agent", "master"));
    }

    @Test
    void losesOnlyTheTaskWhoseSupervisorIsKilled() {
        underLoad(
                "supervisor",
                (torture, round) -> {
                    String one = killTheSupervisorOfOne(torture);
                    try (RawScheduler scheduler = subscribed("victims")) {
                        Victim victim = launchVictim(scheduler, "watched-" + round);
                        victim.supervisor().kill();
                        assertIsReportedAndGone(scheduler, victim);
                    }
                    return "supervisors of " + one + " and of a task of another framework";
                });
    }

    /** Whichever task of the load it hits, in whichever moment of its life. */
    private static String killTheSupervisorOfOne(Torture torture) {
        Map.Entry<String, HostProcess> supervisor =
                Awaitility.await("a task of the load that runs")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> supervisorOfAny(torture), Optional::isPresent)
                        .orElseThrow();
        torture.workload().excuse(supervisor.getKey());
        supervisor.getValue().kill();
        return supervisor.getKey();
    }

    private static Optional<Map.Entry<String, HostProcess>> supervisorOfAny(Torture torture) {
        return torture.workload()
                .anyRunning(torture.random())
                .flatMap(
                        task ->
                                findSupervisor(task.getValue())
                                        .map(found -> Map.entry(task.getKey(), found)));
    }

    @Test
    void reportsATaskWhoseSupervisorDiedWhileTheAgentWasAway() {
        try (RawScheduler scheduler = subscribed("victims")) {
            Victim victim = launchVictim(scheduler, "unwatched");
            CLUSTER.component("agent").kill();
            victim.supervisor().kill();
            CLUSTER.component("agent").start();
            assertIsReportedAndGone(scheduler, victim);
        }
    }

    @Test
    void takesUpARunningTaskAgainAfterBothRestarts() {
        try (RawScheduler scheduler = subscribed("adopted")) {
            Victim task = launchVictim(scheduler, "keeps-running");
            killAndRestart("agent");
            killAndRestart("master");
            scheduler
                    .log()
                    .awaitAll(
                            "the new master's SUBSCRIBED",
                            Duration.ofSeconds(60),
                            events -> subscriptions(events) >= 2);
            scheduler.kill("keeps-running");

            assertThat(scheduler.awaitEnd("keeps-running").path("state").asText())
                    .isEqualTo("TASK_KILLED");
            assertThat(task.process().isAlive()).isFalse();
        }
    }

    private static long subscriptions(List<JsonNode> events) {
        return events.stream().filter(e -> RawScheduler.isType(e, "SUBSCRIBED")).count();
    }

    private void underLoad(String name, Torture.Blow blow) {
        try (RawScheduler scheduler = subscribed(name + "-crash");
                Workload workload = new Workload(scheduler, markers, Settings.load())) {
            new Torture(CLUSTER, workload).run(name, blow);
        }
    }

    private static RawScheduler subscribed(String name) {
        return new RawScheduler(CLUSTER.master(), Frameworks.modern(name)).returning().subscribe();
    }

    private static void killAndRestart(String component) {
        CLUSTER.component(component).kill();
        CLUSTER.component(component).start();
        CLUSTER.component("agent").awaitReady();
    }

    private record Victim(
            String id, HostProcess process, String startTime, HostProcess supervisor) {}

    private Victim launchVictim(RawScheduler scheduler, String id) {
        Path pidFile = markers.resolve(id + ".pid");
        scheduler.launch(
                Tasks.command(
                        id,
                        "echo $$ >" + pidFile + "; trap 'exit 1' TERM; while :; do sleep 1; done"));
        scheduler.awaitState(id, "TASK_RUNNING");
        Awaitility.await(pidFile.toString())
                .until(() -> Files.exists(pidFile) && Files.size(pidFile) > 1);
        try {
            HostProcess task = new HostProcess(Long.parseLong(Files.readString(pidFile).strip()));
            return new Victim(id, task, task.startTime(), supervisorOf(task));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HostProcess supervisorOf(HostProcess task) {
        return findSupervisor(task)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no ancestor of "
                                                + task
                                                + " is in the supervisors' cgroup"));
    }

    private static Optional<HostProcess> findSupervisor(HostProcess task) {
        return Stream.iterate(task.parent(), one -> one.pid() > 1, HostProcess::parent)
                .filter(ancestor -> ancestor.cgroups().contains("/supervisors"))
                .findFirst();
    }

    private static void assertIsReportedAndGone(RawScheduler scheduler, Victim victim) {
        JsonNode end = scheduler.awaitEnd(victim.id());
        assertThat(end.path("state").asText()).isIn("TASK_FAILED", "TASK_LOST", "TASK_GONE");
        Awaitility.await("the end of the process of " + victim.id())
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                !victim.process().isAlive()
                                        || !victim.process()
                                                .startTime()
                                                .equals(victim.startTime()));
    }
}
