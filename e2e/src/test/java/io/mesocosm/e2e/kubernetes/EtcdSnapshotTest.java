package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A cluster that lost its etcd begins again with a snapshot, and its tasks never end. */
@Tag("kubernetes")
@Execution(ExecutionMode.CONCURRENT) // it mostly waits
@ResourceLock("the cluster's etcd") // so that its methods take turns
final class EtcdSnapshotTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(1);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.withEtcdOn(KUBERNETES);

    /** An app of Marathon's own API is nowhere but in etcd. */
    private static final String OF_MARATHON =
            "{\"id\":\"/mesocosm/kept\",\"cmd\":\"exec sleep 8851\",\"cpus\":0.01,\"mem\":16,\"instances\":2}";

    private static String clusterWith(String more) {
        return """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: mesos}
                spec:
                  etcd: {managed: {members: 1, snapshots: {schedule: "@yearly", keep: 2}%s}}
                  agents:
                  - {name: default, resources: {cpus: 0.5, mem: 256, disk: 512}}
                """
                .formatted(more);
    }

    @Test
    void aClusterBeginsWithTheSnapshotOfAnother() {
        MESOCOSM.make("mesoscluster/mesos", clusterWith(""));
        assertThat(Apis.marathon(MESOCOSM.apis().admin()).post("/v2/apps", OF_MARATHON).status())
                .isEqualTo(201);
        Kubernetes.await("the app's tasks")
                .until(() -> MESOCOSM.processes("sleep 8851").size() == 2);
        List<String> processes = MESOCOSM.processes("sleep 8851");
        takeASnapshot();

        MESOCOSM.kubectl("delete", "mesoscluster", "mesos", "--timeout=120s");
        MESOCOSM.kubectl("delete", "pvc", "data-mesos-etcd-0", "--timeout=120s");
        assertThat(MESOCOSM.kubectl("get", "pvc", "-o=name"))
                .contains("persistentvolumeclaim/mesos-etcd-snapshots");
        MESOCOSM.make(
                "mesoscluster/mesos",
                clusterWith(", restoreFrom: {claimName: mesos-etcd-snapshots}"));

        Apis apis = MESOCOSM.apis();
        Kubernetes.await("the app with its tasks")
                .untilAsserted(
                        () ->
                                assertThat(
                                                Apis.marathon(apis.admin())
                                                        .get("/v2/apps//mesocosm/kept")
                                                        .json()
                                                        .at("/app/tasksRunning")
                                                        .asInt())
                                        .isEqualTo(2));
        assertThat(MESOCOSM.processes("sleep 8851")).isEqualTo(processes);

        MESOCOSM.kubectl(
                "patch",
                "mesoscluster",
                "mesos",
                "--type=json",
                "--patch=[{\"op\":\"remove\",\"path\":\"/spec/etcd/managed/restoreFrom\"}]");
        Kubernetes.await("the etcd without its restoration")
                .until(
                        () ->
                                MESOCOSM.value("pod/mesos-etcd-0", ".spec.initContainers[*].name")
                                        .isEmpty());
        MESOCOSM.awaitReady("mesoscluster/mesos");
        // With its only member of etcd the only Marathon went for a while too.
        Kubernetes.await("Marathon to take a change")
                .ignoreExceptions()
                .until(
                        () ->
                                Apis.marathon(apis.admin())
                                                .json(
                                                        "PUT",
                                                        "/v2/apps//mesocosm/kept",
                                                        "{\"instances\":3}")
                                                .status()
                                        == 200);
        Kubernetes.await("a third task").until(() -> MESOCOSM.processes("sleep 8851").size() == 3);
        assertThat(MESOCOSM.processes("sleep 8851")).containsAll(processes);
    }

    private static void takeASnapshot() {
        MESOCOSM.kubectl("create", "job", "--from=cronjob/mesos-snapshot", "now");
        MESOCOSM.kubectl("wait", "job/now", "--for=condition=Complete", "--timeout=120s");
        MESOCOSM.kubectl(
                "wait", "mesoscluster/mesos", "--for=condition=SnapshotsTaken", "--timeout=60s");
        assertThat(MESOCOSM.value("mesoscluster/mesos", ".status.lastSnapshot.name"))
                .matches("mesos-[0-9]{8}T[0-9]{6}Z\\.db");
    }

    @Test
    void aSnapshotThatIsNotThereIsSaidWithThoseThatAre() {
        MESOCOSM.apply(
                        """
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: empty}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        ---
                        apiVersion: mesocosm.io/v1alpha1
                        kind: MesosCluster
                        metadata: {name: other}
                        spec:
                          etcd: {managed: {members: 1, restoreFrom: {claimName: empty, snapshot: none.db}}}
                        """)
                .succeeded();
        Kubernetes.await("what is wrong with the snapshot")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("mesoscluster/other", "EtcdAvailable"))
                                        .contains("there is no snapshot /snapshots/none.db"));
        MESOCOSM.kubectl("delete", "mesoscluster", "other", "--timeout=120s");
    }
}
