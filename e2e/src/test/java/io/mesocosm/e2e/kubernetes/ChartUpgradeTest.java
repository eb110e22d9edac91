package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release of an earlier version's chart is upgraded to the tree's and rolled back: every pod is
 * replaced, and under a steady load nothing is lost and what runs long keeps its process.
 */
@Tag("kubernetes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
final class ChartUpgradeTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(2);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.ofAnEarlierVersion(KUBERNETES);

    private static final String LONG = "sleep (8861|" + SteadyLoad.SECONDS + ")";

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
              etcd: {managed: {members: 1}}
              masters: {replicas: 3}
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
            spec: {cmd: exec sleep 8861, cpus: 0.01, mem: 16, instances: 2}
            """;

    private static SteadyLoad load;

    @BeforeAll
    static void makeAClusterAndBeginLoad(@TempDir Path markers) {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
        MESOCOSM.make("app/steady", APP);
        load = new SteadyLoad(MESOCOSM, 2, markers);
    }

    @AfterAll
    static void endLoad() {
        if (load != null) {
            load.close();
        }
    }

    @Test
    @Order(1)
    void anUpgradeTakesEveryPodToTheNewImagesAndLosesNothing() {
        List<String> processes = MESOCOSM.processes(LONG);
        assertThat(processes).hasSize(4);
        List<String> before = images();

        MESOCOSM.upgrade();

        awaitAllReplaced(before);
        load.isUnharmed();
        assertThat(MESOCOSM.processes(LONG)).isEqualTo(processes);
    }

    @Test
    @Order(2)
    void aRollbackTakesThemBackAndLosesNothing() {
        List<String> processes = MESOCOSM.processes(LONG);
        List<String> before = images();

        MESOCOSM.rollBack();

        awaitAllReplaced(before);
        load.finish();
        assertThat(MESOCOSM.processes(LONG)).isEqualTo(processes);
    }

    /** Waits until no pod has an image of those, and all is as it should be. */
    private static void awaitAllReplaced(List<String> before) {
        long begun = System.nanoTime();
        Kubernetes.await("other images in all pods")
                .atMost(Duration.ofMinutes(4))
                .untilAsserted(() -> assertThat(images()).doesNotContainAnyElementsOf(before));
        MESOCOSM.awaitReady("mesoscluster/mesos");
        MESOCOSM.kubectl(
                "wait",
                "--for=condition=Progressing=False",
                "--timeout=120s",
                "mesoscluster/mesos");
        System.out.printf(
                "every pod replaced after %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
        load.goesOn();
        MESOCOSM.awaitReady("app/steady");
    }

    /** Images of Mesocosm's own pods; etcd has a version of its own. */
    private static List<String> images() {
        return Arrays.stream(
                        MESOCOSM.kubectl(
                                        "get",
                                        "pods",
                                        "--output=jsonpath={.items[*].spec.containers[*].image}")
                                .split(" ", -1))
                .filter(image -> !image.contains("/etcd:"))
                .distinct()
                .sorted()
                .toList();
    }
}
