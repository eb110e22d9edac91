package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
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
@Tag("faults")
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
    private static final String LONG = "sleep (8841|" + SteadyLoad.SECONDS + ")";

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
              etcd:
                managed:
                  members: 3
                  # Its last writes are in a member's memory, and what fills the quota is large.
                  flags: {quota-backend-bytes: "33554432", snapshot-count: "100", snapshot-catchup-entries: "100"}
              masters:
                replicas: 3
                flags: {agent_ping_timeout: 10secs, max_agent_ping_timeouts: "5"}
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

    private static int instances = 2;

    /** Of all tests, as long as it is unharmed: the next one begins another. */
    private static @Nullable SteadyLoad running;

    private SteadyLoad load;
    private boolean survived;

    @TempDir static Path markers;

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
    void beginLoad() throws IOException {
        if (running == null) {
            running = new SteadyLoad(MESOCOSM, NODES, Files.createTempDirectory(markers, "load"));
        }
        load = running;
    }

    @AfterEach
    void endALoadThatIsHarmed() {
        if (!survived) {
            load.close();
            running = null;
        }
    }

    @AfterAll
    static void endLoad() {
        if (running != null) {
            try {
                running.finish();
            } finally {
                running.close();
                running = null;
            }
        }
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

    @Test
    @Order(3)
    void theLeadingMarathonsPodIsDeleted() {
        survives(
                "marathon_deleted",
                round -> {
                    String leader = FAULTS.leader("marathon");
                    FAULTS.delete(leader);
                    awaitAnother("marathon", leader);
                    oneMoreInstance();
                });
    }

    @Test
    @Order(4)
    void aMemberOfEtcdIsDeleted() {
        survives(
                "etcd_member_deleted",
                round -> FAULTS.delete(Faults.ETCD.get(round % Faults.ETCD.size())));
    }

    @Test
    @Order(5)
    void theOperatorsPodsAreDeleted() {
        survives(
                "operator_deleted",
                round -> {
                    MESOCOSM.kubectl(
                            "delete",
                            "pods",
                            "-lapp.kubernetes.io/component=operator",
                            "--wait=false");
                    oneMoreInstance();
                });
    }

    @Test
    @Order(6)
    void theAgentsPodsAreDeletedOneByOne() {
        survives(
                "agents_deleted",
                round -> {
                    for (String pod : pods("agent")) {
                        MESOCOSM.kubectl("delete", "pod", pod);
                        awaitAgents();
                    }
                });
    }

    @Test
    @Order(7)
    void aNodeCrashesAndReturns() {
        for (int round = 1; round <= Settings.rounds(); round++) {
            // In turn a node that stays away until its tasks are unreachable, and the leading
            // master's own, which is back at once: a new leader gives agents ten minutes to return.
            boolean isLeaders = round % 2 == 0;
            String leader = FAULTS.leader();
            String node =
                    KUBERNETES.cluster().nodes().stream()
                            .filter(n -> n.equals(FAULTS.node(leader)) == isLeaders)
                            .findFirst()
                            .orElseThrow();
            String term = FAULTS.term();
            String agent = agentOn(node);
            String longTask = load.longTask(agent);
            List<String> processes = elsewhere(node, MESOCOSM.processes(LONG));
            int before = load.workload().done();
            long from = System.nanoTime();

            load.workload().crashing(agent);
            KUBERNETES.cluster().crash(node);
            if (!isLeaders) {
                awaitUnreachable(longTask, term);
            }
            boolean unreachable = load.isTold(longTask, "TASK_UNREACHABLE");
            if (!unreachable) {
                load.mayBeOffered(longTask);
            }
            KUBERNETES.cluster().start(node);
            load.awaitTold(longTask, "TASK_GONE");
            load.runAgain(agent);
            load.goesOn();
            allIsWell();
            tell(
                    unreachable ? "node_crashed" : "node_and_leader_crashed",
                    round,
                    from,
                    load.workload().done() - before);
            load.workload().returned(agent);
            load.isUnharmed();
            assertThat(MESOCOSM.processes(LONG)).containsAll(processes);
            awaitInstances();
        }
        System.out.printf(
                "tasks of crashed nodes, all of them done again: %s%n", load.workload().crashed());
        survived = true;
    }

    /** Or the lead goes too, with the member of etcd that the leader was connected with. */
    private void awaitUnreachable(String task, String term) {
        Kubernetes.await(task + " unreachable, or another term than " + term)
                .atMost(Duration.ofMinutes(3))
                .until(() -> load.isTold(task, "TASK_UNREACHABLE") || !FAULTS.term().equals(term));
    }

    @Test
    @Order(8)
    void theAgentsAreRolledToAnotherImage() {
        survives(
                "agents_rolled",
                round -> {
                    String set = "daemonset/mesos-agent-default";
                    String image = ".spec.template.spec.containers[0].image";
                    String now = MESOCOSM.value(set, image);
                    String next = "docker.io/mesocosm/agent:another-" + round;
                    for (String node : KUBERNETES.cluster().nodes()) {
                        KUBERNETES
                                .cluster()
                                .on(node, "ctr -n k8s.io images tag " + now + " " + next);
                    }
                    MESOCOSM.kubectl(
                            "patch",
                            "mesoscluster",
                            "mesos",
                            "--type=merge",
                            "--patch={\"spec\":{\"images\":{\"agent\":\"" + next + "\"}}}");
                    Kubernetes.await("the other image")
                            .until(() -> MESOCOSM.value(set, image).equals(next));
                    awaitAgents();
                });
    }

    @Test
    @Order(9)
    void theLeadingMasterIsPausedAndLaunchesNothingWhenItWakes(@TempDir Path folder) {
        survives(
                "leader_paused_10s",
                round -> {
                    String leader = FAULTS.leader();
                    int restarts = FAULTS.restarts(leader);
                    String process = FAULTS.masterProcess(leader);
                    String mark = "launched-" + round;
                    try (RawScheduler late = SteadyLoad.other(MESOCOSM, leader)) {
                        JsonNode offer = late.log().takeOffer(0.1, 32);
                        FAULTS.signalMaster(leader, "STOP");
                        // Lies in the leader's socket until it wakes: the last thing of its term.
                        Thread.startVirtualThread(() -> accept(late, offer, folder, mark));
                        load.workload().runFor(Duration.ofSeconds(10));
                        awaitAnother("master", leader);
                        FAULTS.signalMaster(leader, "CONT");
                        Kubernetes.await("the end of the process that led")
                                .until(() -> !FAULTS.masterProcess(leader).equals(process));
                    }
                    load.goesOn();
                    assertThat(FAULTS.restarts(leader)).as("by the kubelet").isEqualTo(restarts);
                    assertThat(folder.resolve(mark)).as("the task of an old term").doesNotExist();
                });
    }

    private static void accept(RawScheduler scheduler, JsonNode offer, Path folder, String mark) {
        ObjectNode task = Tasks.command("late", "touch " + folder.resolve(mark));
        task.set("agent_id", offer.path("agent_id"));
        task.set("container", Tasks.mounting(folder));
        ObjectNode launch = Json.of("{type: 'LAUNCH'}");
        launch.putObject("launch").set("task_infos", Json.array(List.of(task)));
        scheduler.accept(offer, launch);
    }

    @Test
    @Order(10)
    void theLeaderOfEtcdIsCutOff() {
        survives(
                "etcd_leader_cut_off",
                round -> {
                    String cut =
                            Kubernetes.await("the leader of etcd")
                                    .until(FAULTS::leaderOfEtcd, Optional::isPresent)
                                    .orElseThrow();
                    FAULTS.cutOff(cut, () -> load.goesOn());
                });
    }

    @Test
    @Order(11)
    void etcdIsGoneForHalfAMinute() {
        survives(
                "etcd_gone_30s",
                round -> {
                    Faults.ETCD.forEach(member -> FAULTS.signalEtcd(member, "STOP"));
                    try {
                        load.workload().runFor(Duration.ofSeconds(30));
                        assertThat(MESOCOSM.message("mesoscluster/mesos", "EtcdAvailable"))
                                .contains("0/3 members of etcd are ready")
                                .contains("tasks run on");
                    } finally {
                        Faults.ETCD.forEach(member -> FAULTS.signalEtcd(member, "CONT"));
                    }
                });
    }

    @Test
    @Order(12)
    void etcdsDiskQuotaIsUsedUp() {
        EtcdDisk disk = new EtcdDisk(MESOCOSM.apis().asMaster());
        survives(
                "etcd_quota_full",
                round -> {
                    disk.fill();
                    awaitEtcd("etcd has used up its disk quota", "quota-backend-bytes");
                    instances++;
                    MESOCOSM.kubectl("scale", "app/steady", "--replicas=" + instances);
                    load.goesOn();

                    awaitEtcd("all members of etcd are ready"); // without a hand
                    awaitInstances();
                });
    }

    private static void awaitEtcd(String... says) {
        Kubernetes.await("etcd's condition")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("mesoscluster/mesos", "EtcdAvailable"))
                                        .contains(says));
    }

    // ------------------------------------------------------------------

    /** No task is lost, and none that runs long has another process; tells what it cost. */
    private void survives(String fault, Blow blow) {
        for (int round = 1; round <= Settings.rounds(); round++) {
            List<String> processes = MESOCOSM.processes(LONG);
            int before = load.workload().done();
            long from = System.nanoTime();
            blow.strike(round);
            load.goesOn();
            allIsWell();
            tell(fault, round, from, load.workload().done() - before);
            load.isUnharmed();
            assertThat(MESOCOSM.processes(LONG)).containsAll(processes);
        }
        survived = true;
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

    private static void oneMoreInstance() {
        instances++;
        MESOCOSM.kubectl("scale", "app/steady", "--replicas=" + instances);
        awaitInstances();
    }

    private static void awaitInstances() {
        Kubernetes.await(instances + " instances of the App")
                .until(() -> MESOCOSM.processes(COMMAND).size() == instances);
    }

    private static void awaitAgents() {
        MESOCOSM.kubectl("rollout", "status", "daemonset/mesos-agent-default", "--timeout=120s");
    }

    private static List<String> pods(String component) {
        return List.of(
                MESOCOSM.kubectl(
                                "get",
                                "pods",
                                "-lapp.kubernetes.io/component=" + component,
                                "-o=jsonpath={.items[*].metadata.name}")
                        .split(" ", -1));
    }

    private static List<String> elsewhere(String node, List<String> processes) {
        return processes.stream().filter(process -> !process.startsWith(node + " ")).toList();
    }

    private static String agentOn(String node) {
        String address =
                KUBERNETES.kubectl(
                        "get",
                        "node",
                        node,
                        "-o=jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}");
        return Json.elements(
                        Apis.master(MESOCOSM.apis().admin()).get("/slaves").json().path("slaves"))
                .filter(agent -> agent.path("hostname").asText().equals(address))
                .map(agent -> agent.path("id").asText())
                .findFirst()
                .orElseThrow();
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
