package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three masters and two Marathons on an etcd of three members: whichever goes, no task is touched,
 * the Services follow who leads, and the App can be scaled at once.
 */
@Tag("kubernetes")
final class HighAvailabilityTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(3);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.withEtcdOn(KUBERNETES);

    private static final String COMMAND = "sleep 8821";

    private static final String CLUSTER =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              etcd: {managed: {members: 3}}
              masters: {replicas: 3}
              marathon: {replicas: 2}
              agents:
              - {name: default, resources: {cpus: 1, mem: 512, disk: 1024}}
            """;

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: steady}
            spec: {cmd: exec sleep 8821, cpus: 0.01, mem: 16, instances: 2}
            """;

    private static final Faults FAULTS = new Faults(KUBERNETES, MESOCOSM);

    private static Apis apis;

    @BeforeAll
    static void makeACluster() {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
        MESOCOSM.make("app/steady", APP);
        apis = MESOCOSM.apis();
    }

    @AfterEach
    void allIsWellAgain() {
        Kubernetes.await("all pods ready")
                .until(
                        () ->
                                MESOCOSM.kubectl("get", "mesoscluster", "mesos", "-o=wide")
                                        .matches(
                                                "(?s).* 3/3 +mesos-master-[0-2] +3/3 +2/2 +1/1 +[^ ]+ +True +3/3 .*"));
    }

    @Test
    void anotherMasterLeadsWhenTheLeadersPodGoes() {
        String leader = MESOCOSM.value("mesoscluster/mesos", ".status.leader");

        survives("the leading master's pod deleted", () -> FAULTS.delete(leader));

        Kubernetes.await("another leader")
                .untilAsserted(() -> assertThat(FAULTS.leader()).isNotEmpty().isNotEqualTo(leader));
        assertThat(
                        Apis.master(apis.admin())
                                .get("/metrics/snapshot")
                                .json()
                                .path("master/elected")
                                .asInt())
                .isEqualTo(1);
    }

    @Test
    void anotherMarathonLeadsWhenTheLeadersPodGoes() {
        String leader = MESOCOSM.value("mesoscluster/mesos", ".status.marathonLeader");

        survives("the leading Marathon's pod deleted", () -> FAULTS.delete(leader));

        Kubernetes.await("another leader")
                .untilAsserted(
                        () ->
                                assertThat(Apis.marathon(apis.admin()).get("/v2/leader").text())
                                        .contains("mesos-marathon-")
                                        .doesNotContain(leader));
    }

    @Test
    void everyPodKeepsWithinItsMemory() {
        List<String> nodes = KUBERNETES.cluster().nodes();
        // The kubelets look at their pods every few seconds.
        Kubernetes.await("all pods in the kubelets' books")
                .untilAsserted(
                        () -> {
                            List<PodMemory> pods = PodMemory.of(MESOCOSM, nodes);
                            for (String name : List.of("etcd", "master", "agent-default")) {
                                assertThat(pods)
                                        .filteredOn(pod -> pod.pod().startsWith("mesos-" + name))
                                        .hasSize(3);
                            }
                            assertThat(pods).allMatch(pod -> pod.free() != 0);
                        });
        PodMemory.of(MESOCOSM, nodes).forEach(System.out::println);
    }

    @Test
    void etcdDoesWithoutAMember() {
        survives("a member of etcd deleted", () -> FAULTS.delete("mesos-etcd-0"));
    }

    @Test
    void leaderThatWasFrozenLeadsNoMoreWhenItWakes() {
        String leader = MESOCOSM.value("mesoscluster/mesos", ".status.leader");
        int restarts = FAULTS.restarts(leader);
        String process = FAULTS.masterProcess(leader);

        survives("the leading master frozen", () -> FAULTS.signalMaster(leader, "STOP"));
        Kubernetes.await("another leader")
                .untilAsserted(() -> assertThat(FAULTS.leader()).isNotEmpty().isNotEqualTo(leader));
        FAULTS.signalMaster(leader, "CONT");

        Kubernetes.await("the end of the process that led")
                .until(() -> !FAULTS.masterProcess(leader).equals(process));
        assertThat(FAULTS.leader()).isNotEqualTo(leader);
        assertThat(FAULTS.restarts(leader)).as("by the kubelet").isEqualTo(restarts);
    }

    @Test
    void withoutEtcdNobodyLeadsAndTasksGoOn() {
        List<String> processes = MESOCOSM.processes(COMMAND);
        Faults.ETCD.forEach(member -> FAULTS.signalEtcd(member, "STOP"));
        try {
            Kubernetes.await("a condition that says so")
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    MESOCOSM.message(
                                                            "mesoscluster/mesos", "EtcdAvailable"))
                                            .contains("0/3 members of etcd are ready"));
            Kubernetes.await("the end of the lead")
                    .until(
                            () ->
                                    Faults.ETCD.stream()
                                            .map(member -> member.replace("etcd", "master"))
                                            .allMatch(master -> !FAULTS.elected(master)));
            assertThat(MESOCOSM.processes(COMMAND)).isEqualTo(processes);
        } finally {
            Faults.ETCD.forEach(member -> FAULTS.signalEtcd(member, "CONT"));
        }

        survives("etcd being back", () -> {});
    }

    @Test
    void leaderOfEtcdThatIsCutOffIsDoneWithout() {
        String cut =
                Kubernetes.await("the leader of etcd")
                        .until(FAULTS::leaderOfEtcd, Optional::isPresent)
                        .orElseThrow();
        FAULTS.cutOff(cut, () -> survives("the leader of etcd cut off", () -> {}));
    }

    @Test
    void changedFlagReachesTheMastersOneByOneAndTheLeaderLast() {
        String leader = MESOCOSM.value("mesoscluster/mesos", ".status.leader");
        Map<String, Instant> before = startsOfMasters();

        survives(
                "the masters being replaced",
                () ->
                        MESOCOSM.kubectl(
                                "patch",
                                "mesoscluster",
                                "mesos",
                                "--type=merge",
                                "--patch={\"spec\":{\"masters\":{\"flags\":{\"max_completed_frameworks\":\"49\"}}}}"));

        Kubernetes.await("new masters")
                .until(
                        () ->
                                startsOfMasters().entrySet().stream()
                                        .noneMatch(
                                                e -> e.getValue().equals(before.get(e.getKey()))));
        assertThat(startsOfMasters().values().stream().max(Instant::compareTo))
                .as("the leader, %s, goes last", leader)
                .hasValue(startsOfMasters().get(leader));
    }

    @Test
    void aClusterThatIsDeletedLeavesNothing() {
        MESOCOSM.make(
                "mesoscluster/short",
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: short}
                spec: {deletionPolicy: Delete, etcd: {managed: {members: 1}}}
                """);

        MESOCOSM.kubectl("delete", "mesoscluster", "short", "--timeout=60s");

        Kubernetes.await("the end of all that it had")
                .untilAsserted(
                        () ->
                                assertThat(
                                                MESOCOSM.kubectl(
                                                        "get",
                                                        "all,pvc,secrets,configmaps,endpointslices,roles,rolebindings,serviceaccounts,networkpolicies,poddisruptionbudgets",
                                                        "-lapp.kubernetes.io/instance=short",
                                                        "--output=name"))
                                        .isEmpty());
    }

    /** A fault costs no task, and the App is scaled in its midst; tells how long that took. */
    private static void survives(String what, Runnable fault) {
        List<String> processes = MESOCOSM.processes(COMMAND);
        int wanted = processes.size() + 1;
        long from = System.nanoTime();

        fault.run();
        MESOCOSM.kubectl("scale", "app/steady", "--replicas=" + wanted);
        Kubernetes.await("one more instance, after " + what)
                .until(() -> MESOCOSM.processes(COMMAND).size() == wanted);

        Duration time = Duration.ofNanos(System.nanoTime() - from);
        System.out.printf(
                Locale.ROOT,
                "%s: one more instance runs after %.2f s%n",
                what,
                time.toMillis() / 1000.0);
        assertThat(MESOCOSM.processes(COMMAND)).containsAll(processes);
    }

    private static Map<String, Instant> startsOfMasters() {
        String pods =
                MESOCOSM.kubectl(
                        "get",
                        "pods",
                        "-lapp.kubernetes.io/component=master",
                        "-o=jsonpath={range .items[*]}{.metadata.name} {.metadata.creationTimestamp}{\"\\n\"}{end}");
        return Arrays.stream(pods.split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", -1))
                .collect(
                        Collectors.toMap(
                                words -> words[0],
                                words -> Instant.parse(words[1]),
                                (a, b) -> b,
                                TreeMap::new));
    }
}
