package io.mesocosm.operator.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.condition.Conditions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster's status, worked out of what there is of it. */
class ClusterStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static MesosClusterStatus status(Observed observed) {
        return ClusterState.of(
                ClusterObjectsTest.blueprint("full.yaml"),
                observed,
                new Conditions(null, 7L, NOW),
                7L);
    }

    private static StatefulSet set(String name, int ready) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .withReadyReplicas(ready)
                .endStatus()
                .build();
    }

    private static DaemonSet pool(String name, int ready, int desired) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .withNumberReady(ready)
                .withDesiredNumberScheduled(desired)
                .endStatus()
                .build();
    }

    private static PodBuilder pod(String name, String component) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("app.kubernetes.io/component", component)
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static Condition condition(MesosClusterStatus status, String type) {
        return requireNonNull(status.conditions()).stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Observed observed(List<StatefulSet> sets, List<DaemonSet> pools, Pod... pods) {
        return new Observed(sets, pools, List.of(pods), List.of(), List.of());
    }

    @Test
    void isReadyWhenAllPartsAre() {
        MesosClusterStatus status =
                status(
                        observed(
                                List.of(set("prod-master", 1), set("prod-marathon", 1)),
                                List.of(
                                        pool("prod-agent-big", 2, 2),
                                        pool("prod-agent-still", 1, 1))));
        assertThat(condition(status, "Ready").status()).isEqualTo(Condition.Status.True);
        assertThat(status.leader()).isEqualTo("prod-master-0");
        assertThat(requireNonNull(status.masters()).summary()).isEqualTo("1/1");
        assertThat(requireNonNull(status.agents()).summary()).isEqualTo("3/3");
        assertThat(status.version()).isEqualTo("2.0.0");
        assertThat(status.observedGeneration()).isEqualTo(7);
        assertThat(requireNonNull(status.addresses()).marathon())
                .isEqualTo("https://prod-marathon.mesos.svc:8080");
    }

    @Test
    void saysWhyAMasterDoesNotStart() {
        Pod pod =
                pod("prod-master-0", "master")
                        .withNewStatus()
                        .withContainerStatuses(
                                new ContainerStatusBuilder()
                                        .withName("master")
                                        .withReady(false)
                                        .withNewState()
                                        .withNewWaiting()
                                        .withReason("CrashLoopBackOff")
                                        .withMessage("back-off 10s")
                                        .endWaiting()
                                        .endState()
                                        .withNewLastState()
                                        .withNewTerminated()
                                        .withExitCode(1)
                                        .withReason("Error")
                                        .endTerminated()
                                        .endLastState()
                                        .build())
                        .endStatus()
                        .build();
        MesosClusterStatus status =
                status(observed(List.of(set("prod-master", 0)), List.of(), pod));
        Condition masters = condition(status, "MastersAvailable");
        assertThat(masters.message())
                .isEqualTo(
                        "no master is ready: pod (prod-master-0): container master waits, CrashLoopBackOff: back-off 10s (it ended with exit code 1, Error)");
        assertThat(condition(status, "Ready").reason()).isEqualTo("MastersNotAvailable");
        assertThat(condition(status, "Ready").message()).isEqualTo(masters.message());
        assertThat(status.leader()).isNull();
    }

    /** Of an init container, whose log nobody thinks of. */
    @Test
    void saysWhatAContainerSaidAtItsEnd() {
        Pod pod =
                pod("prod-etcd-0", "etcd")
                        .withNewStatus()
                        .withInitContainerStatuses(
                                new ContainerStatusBuilder()
                                        .withName("choose")
                                        .withReady(false)
                                        .withNewState()
                                        .withNewWaiting()
                                        .withReason("CrashLoopBackOff")
                                        .endWaiting()
                                        .endState()
                                        .withNewLastState()
                                        .withNewTerminated()
                                        .withExitCode(2)
                                        .withReason("Error")
                                        .withMessage("there is no snapshot x.db\n")
                                        .endTerminated()
                                        .endLastState()
                                        .build())
                        .endStatus()
                        .build();
        assertThat(condition(elected(0, List.of(pod)), "EtcdAvailable").message())
                .endsWith(
                        "container choose waits, CrashLoopBackOff (it ended with exit code 2, Error: there is no snapshot x.db)");
    }

    @Test
    void namesTheNodeThatIsTooSmallForItsPool() {
        Pod pod =
                pod("prod-agent-big-x", "agent")
                        .editMetadata()
                        .addToLabels("mesocosm.io/pool", "big")
                        .endMetadata()
                        .editSpec()
                        .withNewAffinity()
                        .withNewNodeAffinity()
                        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                        .addNewNodeSelectorTerm()
                        .addNewMatchField()
                        .withKey("metadata.name")
                        .withValues("n1")
                        .endMatchField()
                        .endNodeSelectorTerm()
                        .endRequiredDuringSchedulingIgnoredDuringExecution()
                        .endNodeAffinity()
                        .endAffinity()
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withMessage("1 Insufficient cpu.")
                        .endCondition()
                        .endStatus()
                        .build();
        MesosClusterStatus status =
                status(
                        observed(
                                List.of(set("prod-master", 1)),
                                List.of(
                                        pool("prod-agent-big", 1, 2),
                                        pool("prod-agent-still", 0, 0)),
                                pod));
        assertThat(condition(status, "AgentsAvailable").message())
                .isEqualTo(
                        "pool big has 1 of 2 agents ready: node n1 (prod-agent-big-x): cannot be scheduled: 1 Insufficient cpu.; pool still has no node: label nodes as its nodeSelector says, or change that");
    }

    private static MesosClusterStatus elected(int etcd, List<Pod> pods, EndpointSlice... slices) {
        return elected(observed(etcd, pods, slices));
    }

    private static MesosClusterStatus elected(Observed observed) {
        return ClusterState.of(
                ClusterObjectsTest.blueprint("ha.yaml"),
                observed,
                new Conditions(null, 7L, NOW),
                7L);
    }

    private static Observed observed(int etcd, List<Pod> pods, EndpointSlice... slices) {
        return new Observed(
                List.of(
                        set("prod-etcd", etcd),
                        set("prod-master", ready(pods, "prod-master")),
                        set("prod-marathon", ready(pods, "prod-marathon"))),
                List.of(pool("prod-agent-big", 2, 2)),
                pods,
                List.of(slices),
                List.of());
    }

    private static int ready(List<Pod> pods, String set) {
        return (int)
                pods.stream()
                        .filter(pod -> pod.getMetadata().getName().startsWith(set))
                        .filter(PodTrouble::isReady)
                        .count();
    }

    private static Pod pod(String name, String component, String address, boolean ready) {
        return pod(name, component)
                .withNewStatus()
                .withPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static EndpointSlice slice(String name, String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addNewEndpoint()
                .withAddresses(address)
                .endEndpoint()
                .build();
    }

    private static final List<Pod> THREE_AND_TWO =
            List.of(
                    pod("prod-master-0", "master", "10.0.0.1", true),
                    pod("prod-master-1", "master", "10.0.0.2", true),
                    pod("prod-master-2", "master", "10.0.0.3", true),
                    pod("prod-marathon-0", "marathon", "10.0.0.4", true),
                    pod("prod-marathon-1", "marathon", "10.0.0.5", true));

    @Test
    void namesTheLeadersThatTheSlicesPointAt() {
        MesosClusterStatus status =
                elected(
                        3,
                        THREE_AND_TWO,
                        slice("prod-master", "10.0.0.2"),
                        slice("prod-marathon", "10.0.0.4"));
        assertThat(status.leader()).isEqualTo("prod-master-1");
        assertThat(status.marathonLeader()).isEqualTo("prod-marathon-0");
        assertThat(requireNonNull(status.masters()).summary()).isEqualTo("3/3");
        assertThat(requireNonNull(status.marathons()).summary()).isEqualTo("2/2");
        assertThat(requireNonNull(status.etcd()).summary()).isEqualTo("3/3");
        assertThat(condition(status, "MastersAvailable").message())
                .isEqualTo("prod-master-1 leads, 2 stand by");
        assertThat(condition(status, "Ready").status()).isEqualTo(Condition.Status.True);
    }

    @Test
    void masterThatIsGoneLeadsNoLonger() {
        MesosClusterStatus status =
                elected(
                        3,
                        THREE_AND_TWO,
                        slice("prod-master", "10.0.0.9"),
                        slice("prod-marathon", "10.0.0.4"));
        assertThat(status.leader()).isNull();
        assertThat(condition(status, "MastersAvailable").reason()).isEqualTo("NoLeader");
        assertThat(condition(status, "Ready").message())
                .isEqualTo(
                        "no master leads, of 3/3 that are ready: none is elected, as while etcd is away");
    }

    @Test
    void missingStandbyIsToldAndTheClusterIsReady() {
        MesosClusterStatus status =
                elected(
                        2,
                        List.of(
                                THREE_AND_TWO.get(0),
                                pod("prod-master-1", "master", "10.0.0.2", false),
                                THREE_AND_TWO.get(2),
                                THREE_AND_TWO.get(3)),
                        slice("prod-master", "10.0.0.1"),
                        slice("prod-marathon", "10.0.0.4"));
        assertThat(condition(status, "Ready").status()).isEqualTo(Condition.Status.True);
        assertThat(condition(status, "MastersAvailable").message())
                .isEqualTo(
                        "prod-master-0 leads, 2/3 are ready: pod (prod-master-1): is not ready yet");
        assertThat(condition(status, "EtcdAvailable").message())
                .isEqualTo("2/3 members of etcd are ready, 2 are needed");
    }

    @Test
    void etcdWithoutAMajorityIsTheFirstThingToKnow() {
        MesosClusterStatus status = elected(1, THREE_AND_TWO);
        assertThat(condition(status, "Ready").reason()).isEqualTo("EtcdNotAvailable");
        assertThat(condition(status, "Ready").message())
                .contains("1/3 members of etcd are ready, 2 are needed", "tasks run on");
    }

    @Test
    void etcdWithoutSpaceIsToldWithItsRemedyThoughAllItsMembersAreReady() {
        MesosClusterStatus status = elected(observed(3, THREE_AND_TWO).withEtcd(true));
        assertThat(condition(status, "EtcdAvailable").reason()).isEqualTo("QuotaExceeded");
        assertThat(condition(status, "Ready").message())
                .contains("disk quota", "tasks run on", "clears the alarm", "quota-backend-bytes");
    }

    @Test
    void countsTheAppsThatAreReady() {
        App ready = new App();
        ready.setStatus(
                new KubernetesSerialization()
                        .unmarshal(
                                """
                                conditions:
                                - {type: Ready, status: 'True', reason: r, message: m, lastTransitionTime: t}
                                """,
                                AppStatus.class));
        MesosClusterStatus status =
                status(
                        new Observed(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(ready, new App())));
        assertThat(requireNonNull(status.apps()).summary()).isEqualTo("1/2");
    }

    @Test
    void keepsTheTimeOfAConditionWhoseStatusStays() {
        MesosClusterStatus before = status(observed(List.of(), List.of()));
        Conditions later = new Conditions(before.conditions(), 8L, NOW.plusSeconds(60));
        MesosClusterStatus after =
                ClusterState.of(
                        ClusterObjectsTest.blueprint("full.yaml"),
                        observed(List.of(set("prod-master", 1)), List.of()),
                        later,
                        8L);
        assertThat(condition(after, "MastersAvailable").lastTransitionTime())
                .isEqualTo("2026-01-01T00:01:00Z");
        assertThat(condition(after, "Ready").lastTransitionTime())
                .isEqualTo("2026-01-01T00:00:00Z");
    }
}
