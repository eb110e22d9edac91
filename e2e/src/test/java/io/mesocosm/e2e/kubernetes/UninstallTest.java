package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was installed goes without a trace. */
@Tag("kubernetes")
final class UninstallTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(1);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.on(KUBERNETES);

    private static final String CLUSTER =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              deletionPolicy: %s
              agents:
              - {name: default, resources: {cpus: 1, mem: 512, disk: 1024}}
            """;

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: last}
            spec: {cmd: exec sleep 8811, cpus: 0.01, mem: 16, instances: 2, container: {type: MESOS}, networks: [{mode: container/bridge}]}
            """;

    private static final String TRACES =
            """
            ls -A /var/lib/mesocosm
            ls -d /sys/fs/cgroup/*/mesos /sys/fs/cgroup/mesos 2>/dev/null
            ls -d /sys/fs/cgroup/*/mesocosm-tasks.service /sys/fs/cgroup/mesocosm-tasks.service 2>/dev/null
            findmnt -rno TARGET | grep /var/lib/mesocosm/
            ip -o link | grep mesos
            iptables-save | grep -i mesos
            pgrep -fa 'mesocosm-superviso[r]'
            true
            """;

    @Test
    void deletingAClusterAndTheReleaseLeavesNothing() {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER.formatted("Retain"));
        MESOCOSM.make("app/last", APP);
        assertThat(MESOCOSM.processes("sleep 8811")).hasSize(2);

        MESOCOSM.kubectl("delete", "mesoscluster", "mesos", "--timeout=120s");

        assertThat(MESOCOSM.processes("sleep 8811")).as("Retain keeps tasks").hasSize(2);

        MESOCOSM.make("mesoscluster/mesos", CLUSTER.formatted("Delete"));
        MESOCOSM.awaitReady("app/last");
        assertThat(MESOCOSM.processes("sleep 8811")).as("and finds them again").hasSize(2);
        MESOCOSM.kubectl("delete", "mesoscluster", "mesos", "--timeout=120s");
        MESOCOSM.kubectl("delete", "app", "--all", "--timeout=120s");
        KUBERNETES.helm("uninstall", "mesocosm", "--namespace=mesocosm", "--wait");

        assertThat(MESOCOSM.processes("sleep 8811")).isEmpty();
        long uninstalled = System.nanoTime();
        Kubernetes.await("the operator's pods to end, which helm does not wait for")
                .until(() -> MESOCOSM.kubectl("get", "pods", "--output=name").isEmpty());
        System.out.printf(
                "operator's pods gone %d ms after the release%n",
                (System.nanoTime() - uninstalled) / 1_000_000);
        Kubernetes.await("the volumes to go")
                .until(() -> MESOCOSM.kubectl("get", "pvc", "--output=name").isEmpty());
        assertThat(
                        MESOCOSM.kubectl(
                                "get",
                                "all,configmaps,secrets,serviceaccounts,roles,rolebindings,networkpolicies,leases,poddisruptionbudgets,endpointslices",
                                "--output=name"))
                .isEqualToIgnoringNewLines("configmap/kube-root-ca.crt\nserviceaccount/default");
        assertThat(KUBERNETES.kubectl("get", "clusterroles,clusterrolebindings", "--output=name"))
                .doesNotContain("mesocosm");
        assertThat(KUBERNETES.cluster().on("node1", TRACES)).isEmpty();
    }
}
