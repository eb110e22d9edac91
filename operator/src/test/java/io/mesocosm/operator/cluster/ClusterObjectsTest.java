package io.mesocosm.operator.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.agent.SweepObjects;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.snapshot.SnapshotObjects;
import io.mesocosm.operator.telemetry.MonitorObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The objects of a cluster, compared with manifests that people have read. */
class ClusterObjectsTest {

    static final Defaults DEFAULTS =
            new Defaults(
                    "docker.io/mesocosm/control-plane:1.2.3",
                    "registry:5000/mesocosm/agent:1.2.3",
                    "gcr.io/etcd-development/etcd:v3.6.16",
                    "1.2.3",
                    null,
                    "mesocosm-system");

    private static final String TRUSTS = "0123456789abcdef";

    static Blueprint blueprint(String file) {
        return new Blueprint(Golden.read("cluster/" + file, MesosCluster.class), DEFAULTS);
    }

    @Test
    void makesAMasterAndMarathonOfAnEmptySpec() {
        Golden.compare(
                "cluster/least.objects.yaml", ClusterObjects.of(blueprint("least.yaml"), TRUSTS));
    }

    @Test
    void makesWhatASpecWithAllFieldsSays() {
        Golden.compare(
                "cluster/full.objects.yaml", ClusterObjects.of(blueprint("full.yaml"), TRUSTS));
    }

    @Test
    void makesSeveralOfEachOnAnEtcdOfTheirOwn() {
        Golden.compare("cluster/ha.objects.yaml", ClusterObjects.of(blueprint("ha.yaml"), TRUSTS));
    }

    @Test
    void takesSnapshotsOfAnEtcdThatBeganWithOne() {
        Blueprint blueprint = blueprint("snapshots.yaml");
        List<HasMetadata> objects = new ArrayList<>(ClusterObjects.of(blueprint, TRUSTS));
        objects.removeIf(object -> !object.getMetadata().getName().matches(".*(etcd|snapshot)"));
        SnapshotObjects.claim(blueprint).ifPresent(objects::add);
        Golden.compare("cluster/snapshots.objects.yaml", objects);
    }

    /** A CronJob's name has room for those of its Jobs. */
    @Test
    void aClusterWithTheLongestNameTakesSnapshotsToo() {
        MesosCluster cluster = Golden.read("cluster/snapshots.yaml", MesosCluster.class);
        cluster.getMetadata().setName("c".repeat(40));
        assertThat(ClusterObjects.of(new Blueprint(cluster, DEFAULTS), TRUSTS))
                .filteredOn(CronJob.class::isInstance)
                .singleElement()
                .satisfies(job -> assertThat(job.getMetadata().getName()).hasSizeBetween(41, 52));
    }

    @Test
    void makesNoEtcdWhereThereIsOne() {
        Golden.compare(
                "cluster/external.objects.yaml",
                ClusterObjects.of(blueprint("external.yaml"), TRUSTS));
    }

    /** Whatever the operator applied again would be put back: where the leader is, is not its. */
    @Test
    void saysNothingOfWhereTheLeaderIs() {
        List<EndpointSlice> slices =
                ClusterObjects.of(blueprint("ha.yaml"), TRUSTS).stream()
                        .filter(EndpointSlice.class::isInstance)
                        .map(EndpointSlice.class::cast)
                        .toList();
        assertThat(slices)
                .extracting(s -> s.getMetadata().getName())
                .containsExactly("prod-master", "prod-marathon");
        assertThat(slices)
                .allSatisfy(
                        s -> {
                            assertThat(s.getEndpoints()).isEmpty();
                            assertThat(s.getPorts()).isEmpty();
                            assertThat(s.getMetadata().getAnnotations()).isEmpty();
                        });
    }

    @Test
    void sweepsEveryNodeOfEveryPoolAtTheEnd() {
        Golden.compare("cluster/full.sweep.yaml", SweepObjects.of(blueprint("full.yaml")));
    }

    /** A pod that asks for the resources of a container that it has not never starts. */
    @Test
    void aSweepAsksForNothingOfContainersThatItHasNot() {
        List<String> asked =
                SweepObjects.of(blueprint("full.yaml")).stream()
                        .filter(DaemonSet.class::isInstance)
                        .map(set -> ((DaemonSet) set).getSpec().getTemplate().getSpec())
                        .flatMap(pod -> pod.getInitContainers().stream())
                        .flatMap(container -> container.getEnv().stream())
                        .filter(
                                variable ->
                                        variable.getValueFrom() != null
                                                && variable.getValueFrom().getResourceFieldRef()
                                                        != null)
                        .map(variable -> variable.getName())
                        .toList();

        assertThat(asked).isEmpty();
    }

    @Test
    void aSweepIsNeverTakenForAnAgent() {
        Blueprint blueprint = blueprint("full.yaml");
        var agents = selector(ClusterObjects.of(blueprint, TRUSTS), "prod-agent-big");
        var sweep = selector(SweepObjects.of(blueprint), "prod-sweep-big");
        assertThat(sweep).isNotEqualTo(agents).hasSameSizeAs(agents);
    }

    private static Map<String, String> selector(List<HasMetadata> objects, String name) {
        return objects.stream()
                .filter(o -> o.getMetadata().getName().equals(name))
                .map(o -> ((DaemonSet) o).getSpec().getSelector().getMatchLabels())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void volumesGoWhereTheClusterSaysSo() {
        assertThat(retention("least.yaml")).isEqualTo("Retain");
        assertThat(retention("full.yaml")).isEqualTo("Delete");
    }

    /** Masters read their ACLs when they start. */
    @Test
    void otherAclsAreOtherPodsOfTheMasters() {
        MesosCluster cluster = Golden.read("cluster/full.yaml", MesosCluster.class);
        String before = mark(cluster);
        ((ObjectNode) requireNonNull(cluster.getSpec().acls())).put("permissive", false);
        assertThat(mark(cluster)).isNotEqualTo(before);
        assertThat(mark(Golden.read("cluster/least.yaml", MesosCluster.class))).isEqualTo("none");
    }

    private static String mark(MesosCluster cluster) {
        return ClusterObjects.of(new Blueprint(cluster, DEFAULTS), TRUSTS).stream()
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .filter(set -> set.getMetadata().getName().endsWith("-master"))
                .map(set -> set.getSpec().getTemplate().getMetadata().getAnnotations())
                .map(marks -> marks.getOrDefault("mesocosm.io/config", "none"))
                .findFirst()
                .orElseThrow();
    }

    private static String retention(String file) {
        return ClusterObjects.of(blueprint(file), TRUSTS).stream()
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .map(s -> s.getSpec().getPersistentVolumeClaimRetentionPolicy().getWhenDeleted())
                .findFirst()
                .orElseThrow();
    }

    /** What ends a cluster's tasks must not wait for the Secrets of a collector. */
    @Test
    void mastersMarathonsAndAgentsTellACollectorAndNobodyElseDoes() {
        assertThat(telling(ClusterObjects.of(blueprint("full.yaml"), TRUSTS)))
                .containsExactly(
                        "prod-master", "prod-agent-big", "prod-agent-still", "prod-marathon");
        assertThat(telling(SweepObjects.of(blueprint("full.yaml")))).isEmpty();
        assertThat(telling(ClusterObjects.of(blueprint("ha.yaml"), TRUSTS))).isEmpty();
    }

    private static List<String> telling(List<HasMetadata> objects) {
        return objects.stream()
                .filter(o -> Serialization.asYaml(o).contains("OTEL_"))
                .map(o -> o.getMetadata().getName())
                .toList();
    }

    @Test
    void tellsAPrometheusWhereMetricsAre() {
        Golden.compare(
                "cluster/full.monitors.yaml",
                MonitorObjects.monitors(blueprint("full.yaml")).wanted());
        Golden.compare(
                "cluster/ha.monitors.yaml", MonitorObjects.monitors(blueprint("ha.yaml")).wanted());
        assertThat(MonitorObjects.monitors(blueprint("external.yaml")).wanted()).isEmpty();
    }

    @Test
    void allButAgentsKeepTheRestrictedPodSecurityStandard() {
        for (String file : List.of("full.yaml", "ha.yaml", "external.yaml", "snapshots.yaml")) {
            for (HasMetadata object : ClusterObjects.of(blueprint(file), TRUSTS)) {
                if (object instanceof StatefulSet set) {
                    assertRestricted(set.getSpec().getTemplate().getSpec());
                }
                if (object instanceof CronJob job) {
                    assertRestricted(
                            job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
                }
            }
        }
    }

    private static void assertRestricted(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .forEach(
                        container -> {
                            var context = container.getSecurityContext();
                            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                        });
    }

    @Test
    void agentsReserveInKubernetesWhatTheyAdvertise() {
        List<DaemonSet> sets =
                ClusterObjects.of(blueprint("full.yaml"), TRUSTS).stream()
                        .filter(DaemonSet.class::isInstance)
                        .map(DaemonSet.class::cast)
                        .toList();
        var containers = sets.getFirst().getSpec().getTemplate().getSpec().getContainers();
        assertThat(containers.get(0).getArgs())
                .contains("--resources=cpus:12.5;mem:32768;disk:102400;ports:[31000-32000]");
        assertThat(containers.get(1).getResources().getRequests())
                .hasToString("{cpu=12.5, memory=32768Mi, ephemeral-storage=102400Mi}");
    }

    @Test
    void everyObjectIsOwnedAndLabelled() {
        for (HasMetadata object : ClusterObjects.of(blueprint("full.yaml"), TRUSTS)) {
            assertThat(object.getMetadata().getOwnerReferences()).hasSize(1);
            assertThat(object.getMetadata().getLabels())
                    .containsEntry("mesocosm.io/cluster", "prod")
                    .containsEntry("app.kubernetes.io/managed-by", "mesocosm-operator")
                    .containsEntry("app.kubernetes.io/version", "2.0.0");
        }
    }
}
