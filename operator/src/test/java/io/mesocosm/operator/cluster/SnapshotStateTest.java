package io.mesocosm.operator.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.Snapshot;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.crds.condition.Condition.Status;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.condition.Conditions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of snapshots, as the pods tell that take them. */
class SnapshotStateTest {
    private final MesosCluster cluster = Golden.read("cluster/snapshots.yaml", MesosCluster.class);
    private final Conditions conditions =
            new Conditions(null, 1L, Instant.parse("2026-11-29T12:00:00Z"));

    private @Nullable Snapshot last(Pod... pods) {
        return SnapshotState.of(
                new Blueprint(cluster, ClusterObjectsTest.DEFAULTS),
                new Observed(List.of(), List.of(), List.of(pods), List.of(), List.of()),
                conditions);
    }

    private Condition condition() {
        return conditions.get("SnapshotsTaken").orElseThrow();
    }

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-11-29T06:00:00Z")
                .addToLabels("app.kubernetes.io/component", "snapshot")
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static Pod ended(String name, int code, String time, String message) {
        return pod(name)
                .withNewStatus()
                .withPhase(code == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("snapshot")
                .withReady(false)
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withFinishedAt(time)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void saysHowToTakeOneBeforeTheFirst() {
        assertThat(last()).isNull();
        assertThat(condition().status()).isEqualTo(Status.Unknown);
        assertThat(condition().message())
                .endsWith(
                        "kubectl create job -n mesos --from=cronjob/prod-snapshot prod-snapshot-now");
    }

    @Test
    void namesTheLastOne() {
        Snapshot last =
                last(
                        ended("a", 0, "2026-11-29T06:00:09Z", "prod-20261129T060008Z.db\n"),
                        ended("b", 1, "2026-11-29T05:00:00Z", "no member of etcd answers"));
        assertThat(last)
                .isEqualTo(new Snapshot("prod-20261129T060008Z.db", "2026-11-29T06:00:09Z"));
        assertThat(condition().status()).isEqualTo(Status.True);
    }

    @Test
    void remembersItWhenItsPodIsGone() {
        cluster.setStatus(
                ClusterState.of(
                        new Blueprint(cluster, ClusterObjectsTest.DEFAULTS),
                        new Observed(
                                List.of(),
                                List.of(),
                                List.of(ended("a", 0, "2026-11-29T06:00:09Z", "x.db")),
                                List.of(),
                                List.of()),
                        conditions,
                        1L));
        assertThat(requireNonNull(last()).name()).isEqualTo("x.db");
    }

    @Test
    void tellsOfOneThatFailedAfterIt() {
        Snapshot last =
                last(
                        ended("a", 0, "2026-11-29T06:00:09Z", "x.db"),
                        ended("b", 2, "2026-11-29T12:00:00Z", "No space left on device"));
        assertThat(requireNonNull(last).name()).isEqualTo("x.db");
        assertThat(condition().status()).isEqualTo(Status.False);
        assertThat(condition().reason()).isEqualTo("Failed");
        assertThat(condition().message())
                .isEqualTo(
                        "pod b has taken no snapshot: No space left on device; the last one is x.db, of 2026-11-29T06:00:09Z");
    }

    @Test
    void tellsOfOneThatCannotStart() {
        Pod pod =
                pod("c").withNewStatus()
                        .withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withMessage("pod has unbound immediate PersistentVolumeClaims")
                        .endCondition()
                        .endStatus()
                        .build();
        last(pod);
        assertThat(condition().reason()).isEqualTo("Stuck");
        assertThat(condition().message()).contains("unbound", "none was taken before");
    }

    @Test
    void isSilentWhereNoneAreWanted() {
        MesosClusterStatus status =
                ClusterState.of(
                        ClusterObjectsTest.blueprint("ha.yaml"),
                        new Observed(List.of(), List.of(), List.of(), List.of(), List.of()),
                        conditions,
                        1L);
        assertThat(status.lastSnapshot()).isNull();
        assertThat(conditions.get("SnapshotsTaken")).isEmpty();
    }
}
