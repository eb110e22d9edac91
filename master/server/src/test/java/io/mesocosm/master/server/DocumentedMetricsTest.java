package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.snapshot.Counters;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.metrics.MasterMetrics;
import io.mesocosm.master.server.metrics.Timings;
import io.mesocosm.master.server.state.Snapshots;
import io.mesocosm.telemetry.MetricTable;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a master tells is what docs/operate/metrics.md says. */
class DocumentedMetricsTest {
    private static final String[] SECTIONS = {"Every component of Mesos", "Master"};

    @Test
    void tellsAllOfItsTableAndNothingElse() throws Exception {
        Set<String> told = new TreeSet<>(ofState(busy()));
        told.add(CertificateMetrics.EXPIRY);
        told.addAll(ofTimes());
        try (RunningMaster master = RunningMaster.start();
                HttpCalls http = new HttpCalls(master.port())) {
            new ObjectMapper()
                    .readTree(http.get("/metrics/snapshot").body())
                    .fieldNames()
                    .forEachRemaining(told::add);
        }
        assertThat(MetricTable.builtIn().differences(told, SECTIONS)).isEmpty();
    }

    /** A state in which something of each kind has happened. */
    private static Snapshot busy() {
        Snapshot small = Snapshots.small();
        Counters counters =
                new Counters(
                        Map.of("task_failed/source_executor/reason_command_executor_failed", 1L),
                        Map.of(
                                "m-0000",
                                Map.of(
                                        "events",
                                        1L,
                                        "events/offers",
                                        1L,
                                        "tasks/unreachable",
                                        1L)));
        return new Snapshot(
                small.frameworks(),
                small.completedFrameworks(),
                small.agents(),
                small.recoveredAgents(),
                small.unreachableAgents(),
                small.goneAgents(),
                small.deactivatedAgents(),
                small.tasks(),
                small.unreachableTasks(),
                small.completedTasks(),
                small.executors(),
                small.offers(),
                small.weights(),
                Map.of("dev", new QuotaSpec(Map.of("cpus", 1.0), Map.of("cpus", 2.0))),
                small.streams(),
                counters,
                small.at());
    }

    private static Set<String> ofState(Snapshot state) {
        return new MasterMetrics(() -> state, () -> Snapshots.START, Snapshots.START)
                .snapshot()
                .keySet();
    }

    /** A write to the registry takes its time when an agent comes. */
    private static Set<String> ofTimes() {
        Map<String, Double> values = new HashMap<>();
        Timings stores = new Timings("registrar/state_store");
        stores.since(System.nanoTime());
        stores.putInto(values);
        return values.keySet();
    }

    @Test
    void tellsPrometheusBesideTheSnapshot() throws Exception {
        try (RunningMaster master = RunningMaster.start();
                HttpCalls http = new HttpCalls(master.port());
                HttpCalls probes = new HttpCalls(master.probePort())) {
            for (HttpResponse<String> answer :
                    List.of(
                            http.get("/metrics"),
                            http.get("/master/metrics"),
                            probes.get("/metrics"))) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("text/plain");
                assertThat(answer.body())
                        .contains("# TYPE master_tasks_running gauge\nmaster_tasks_running 0.0\n")
                        .contains("# TYPE master_tasks_failed_total counter\n")
                        .contains("\nmaster_elected 1.0\n");
            }
            assertThat(http.get("/metrics/other").statusCode()).isEqualTo(404);
            assertThat(http.get("/metrics", "Accept", "application/openmetrics-text").body())
                    .endsWith("# EOF\n");
        }
    }

    @Test
    void tellsPrometheusNothingThatItsReaderMayNotSee() throws Exception {
        try (RunningMaster master = RunningMaster.startWithCredentials("ada", "s3cret");
                HttpCalls http = new HttpCalls(master.port())) {
            assertThat(http.get("/metrics").statusCode()).isEqualTo(401);
        }
    }
}
