package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A node that pods and tasks would each have whole is shared as both were promised. */
@Tag("kubernetes")
@Isolated("another Kubernetes beside it would take part of what is shared")
final class NodeSharingTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(1);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.on(KUBERNETES);

    private static final double TASKS = 0.5;

    private static final String CLUSTER =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              agents:
              - {name: default, resources: {cpus: 0.5, mem: 256, disk: 1024}}
            """;

    private static final String BUSY_APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: busy}
            spec: {cmd: "while :; do :; done", cpus: 0.1, mem: 16, instances: 4}
            """;

    private static final String BUSY_PODS =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: busy}
            spec:
              replicas: 4
              selector: {matchLabels: {app: busy}}
              template:
                metadata: {labels: {app: busy}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - {name: busy, image: "localhost/busybox:1", command: [sh, -c, "while :; do :; done"]}
            """;

    @BeforeAll
    static void makeACluster(@TempDir Path directory) throws Exception {
        KUBERNETES.cluster().load(BusyboxImage.in(directory));
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
    }

    @Test
    void podsAndTasksHaveTheirPartsOfABusyNode() {
        String node = KUBERNETES.cluster().nodes().getFirst();
        double allocatable =
                Double.parseDouble(
                        KUBERNETES.kubectl(
                                "get",
                                "node",
                                node,
                                "--output=jsonpath={.status.allocatable.cpu}"));
        MESOCOSM.make("app/busy", BUSY_APP);
        MESOCOSM.apply(BUSY_PODS).succeeded();
        MESOCOSM.kubectl("rollout", "status", "deployment/busy", "--timeout=60s");

        // Starting pods take their part out of turn; the parts settle once all only burn.
        Awaitility.await("the parts that were promised")
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(
                        () ->
                                assertThat(partOfTasks(node))
                                        .isCloseTo(TASKS / allocatable, within(0.05)));
    }

    /** What part of the CPU time of pods and tasks together went to tasks, over ten seconds. */
    private static double partOfTasks(String node) {
        String line =
                "u() { cat /sys/fs/cgroup/cpuacct/$1/cpuacct.usage 2>/dev/null || awk '/usage_usec/{print $2*1000}' /sys/fs/cgroup/$1/cpu.stat; }; "
                        + "a=$(u mesos); b=$(u kubepods); sleep 10; echo $(( $(u mesos) - a )) $(( $(u kubepods) - b ))";
        String[] used = KUBERNETES.cluster().on(node, line).strip().split(" ", -1);
        double tasks = Double.parseDouble(used[0]);
        double pods = Double.parseDouble(used[1]);
        double part = tasks / (tasks + pods);
        System.out.printf(
                Locale.ROOT,
                "busy node: tasks %.2f s, pods %.2f s of CPU in 10 s, tasks' part %.3f%n",
                tasks / 1e9,
                pods / 1e9,
                part);
        return part;
    }
}
