package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes, under a steady load of short tasks with exit codes of their own, a long task on
 * every agent and an App: nothing is lost, runs twice or is offered twice, every exit code is
 * exact, and what runs long keeps its process. How long no offer came is printed for each fault.
 */
@Tag("kubernetes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 2, unit = TimeUnit.HOURS) // for many rounds; every wait has its own end
final class FaultsUnderLoadTest {
    private static final int NODES = 3;

    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(NODES);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.withEtcdOn(KUBERNETES);

    private static final Faults FAULTS = new Faults(KUBERNETES, MESOCOSM);

    private static final String COMMAND = "sleep 8841";

    private static final String CLUSTER =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: load}
            stringData: {password: steady}
            ---
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              etcd: {managed: {members: 3}}
              masters:
                replicas: 3
                flags: {agent_ping_timeout: 5secs, max_agent_ping_timeouts: "5"}
              marathon: {replicas: 2}
              agents:
              - {name: default, resources: {cpus: 1, mem: 768, disk: 4096}}
              credentials:
              - {principal: load, secret: {name: load, key: password}}
            """;

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: steady}
            spec: {cmd: exec sleep 8841, cpus: 0.01, mem: 16, instances: 2}
            """;

    private SteadyLoad load;

    /** Does its damage in one round, counted from 1, and returns when that is over. */
    private interface Blow {
        void strike(int round);
    }

    @BeforeAll
    static void makeACluster() {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
        MESOCOSM.make("app/steady", APP);
    }

    @BeforeEach
    void beginLoad(@TempDir Path markers) {
        load = new SteadyLoad(MESOCOSM, NODES, markers);
    }

    @AfterEach
    void endLoad() {
        load.close();
    }

    @Test
    @Order(1)
    void nothing() {
        survives("none", round -> load.workload().runFor(Duration.ofSeconds(5)));
    }

    @Test
    @Order(2)
    void theLeadingMastersPodIsDeleted() {
        survives(
                "master_deleted",
                round -> {
                    String leader = FAULTS.leader();
                    FAULTS.delete(leader);
                    awaitAnother("master", leader);
                });
    }

    /** No task is lost, and none that runs long has another process; tells what it cost. */
    private void survives(String fault, Blow blow) {
        for (int round = 1; round <= Settings.rounds(); round++) {
            List<String> app = MESOCOSM.processes(COMMAND);
            List<String> longOnes = load.longProcesses();
            int before = load.workload().done();
            long from = System.nanoTime();
            blow.strike(round);
            load.goesOn();
            allIsWell();
            tell(fault, round, from, load.workload().done() - before);
            load.isUnharmed();
            assertThat(MESOCOSM.processes(COMMAND)).containsAll(app);
            assertThat(load.longProcesses()).isEqualTo(longOnes);
        }
        load.finish();
    }

    private void tell(String fault, int round, long from, int ran) {
        System.out.printf(
                Locale.ROOT,
                "fault=%s round=%d/%d without_offers=%.1f s tasks=%d lost=%d%n",
                fault,
                round,
                Settings.rounds(),
                load.scheduler().log().longestWithoutOffers(from).toMillis() / 1000.0,
                ran,
                load.workload().faults().size());
    }

    private static void awaitAnother(String component, String leader) {
        Kubernetes.await("another leading " + component)
                .untilAsserted(
                        () ->
                                assertThat(FAULTS.leader(component))
                                        .isNotEmpty()
                                        .isNotEqualTo(leader));
    }

    private static void allIsWell() {
        Kubernetes.await("all pods ready")
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () ->
                                MESOCOSM.kubectl("get", "mesoscluster", "mesos", "-o=wide")
                                        .matches(
                                                "(?s).* 3/3 +mesos-master-[0-2] +3/3 +2/2 +1/1 +[^ ]+ +True +3/3 .*"));
    }
}
