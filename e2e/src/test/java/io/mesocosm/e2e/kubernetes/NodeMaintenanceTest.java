package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.wire.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of nodes and roles in Kubernetes reaches the master of a cluster that runs. */
@Tag("kubernetes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NodeMaintenanceTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(2);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.on(KUBERNETES);

    private static final String COMMAND = "sleep 6617";

    private static final String CLUSTER =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              agents:
              - {name: default, resources: {cpus: 0.5, mem: 256, disk: 1024}}
              roles:
              - {name: batch, weight: 2.5, quota: {limits: {cpus: 0.2, mem: 64}}}
              acls:
                permissive: true
                teardown_frameworks:
                - {principals: {values: [nobody]}, framework_principals: {type: ANY}}
            """;

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: steady}
            spec: {cmd: exec sleep 6617, cpus: 0.05, mem: 16, instances: 2}
            """;

    private static Endpoint master;
    private static String other;
    private static String node;

    @BeforeAll
    static void makeACluster() {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
        MESOCOSM.make("app/steady", APP);
        master = Apis.master(MESOCOSM.apis().admin());
        other = KUBERNETES.cluster().nodes().getFirst();
        node = KUBERNETES.cluster().nodes().getLast();
    }

    private static List<String> instancesOn(String one) {
        return MESOCOSM.processes(COMMAND).stream()
                .filter(process -> process.startsWith(one + " "))
                .toList();
    }

    /** What became of a node; empty for one whose agent gets offers. */
    private static String state(String one) {
        return MESOCOSM.value(
                "mesoscluster/mesos", ".status.nodes[?(@.name==\"" + one + "\")].state");
    }

    private static void cordon(String one) {
        KUBERNETES.kubectl("cordon", one);
        await("no offers of " + one, () -> state(one).equals("Deactivated"));
    }

    private static void uncordon(String one) {
        KUBERNETES.kubectl("uncordon", one);
        await("offers of " + one, () -> state(one).isEmpty());
    }

    private static void scale(int instances) {
        MESOCOSM.kubectl("scale", "app/steady", "--replicas=" + instances);
        awaitInstances(instances);
    }

    private static void awaitInstances(int instances) {
        await(instances + " instances", () -> MESOCOSM.processes(COMMAND).size() == instances);
    }

    private static JsonNode ask(String type) {
        return master.post("/api/v1", "{\"type\":\"" + type + "\"}").json();
    }

    private static void await(String what, Supplier<Boolean> holds) {
        Kubernetes.await(what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(holds::get);
    }

    @Test
    @Order(1)
    void theMasterWeighsAndLimitsRolesAsTheResourceSays() {
        await(
                "roles to be applied",
                () -> !MESOCOSM.message("mesoscluster/mesos", "RolesApplied").isEmpty());
        assertThat(ask("GET_QUOTA").path("get_quota").path("status").path("configs").toString())
                .contains(
                        "\"role\":\"batch\"",
                        "\"cpus\":{\"value\":0.2}",
                        "\"mem\":{\"value\":64.0}");
        assertThat(ask("GET_WEIGHTS").toString()).contains("{\"weight\":2.5,\"role\":\"batch\"}");

        patch("[{\"op\":\"replace\",\"path\":\"/spec/roles/0/weight\",\"value\":3}]");
        await("the other weight", () -> ask("GET_WEIGHTS").toString().contains("\"weight\":3.0"));

        patch("[{\"op\":\"remove\",\"path\":\"/spec/roles\"}]");
        await(
                "the quota to be taken away",
                () -> !ask("GET_QUOTA").toString().contains("\"limits\""));
        await("the usual weight", () -> !ask("GET_WEIGHTS").toString().contains("\"weight\":3.0"));
    }

    private static void patch(String operations) {
        MESOCOSM.kubectl("patch", "mesoscluster", "mesos", "--type=json", "--patch=" + operations);
    }

    @Test
    @Order(2)
    void aCordonedNodeGetsNoNewInstanceUntilItIsUncordoned() {
        cordon(node);
        List<String> before = instancesOn(node);
        scale(4);
        assertThat(instancesOn(node)).isEqualTo(before);

        uncordon(node);
        cordon(other);
        scale(6);
        assertThat(instancesOn(node)).containsAll(before).hasSize(before.size() + 2);
        uncordon(other);
    }

    @Test
    @Order(3)
    void aNodeIsDrainedByAnAnnotationAndComesBackWithoutIt() {
        assertThat(instancesOn(node)).isNotEmpty();
        KUBERNETES.kubectl("annotate", "node", node, "mesocosm.io/drain=10s");
        await("the end of all tasks there", () -> state(node).equals("Drained"));
        assertThat(instancesOn(node)).isEmpty();
        awaitInstances(6);
        assertThat(MESOCOSM.kubectl("get", "events")).contains("Draining", "Drained");

        KUBERNETES.kubectl("annotate", "node", node, "mesocosm.io/drain-");
        await("offers of the node", () -> state(node).isEmpty());
        cordon(other);
        scale(8);
        assertThat(instancesOn(node)).hasSize(2);
        uncordon(other);
    }

    @Test
    @Order(4)
    void anAnnotationThatNobodyCanReadSaysWhatToWrite() {
        KUBERNETES.kubectl("annotate", "node", node, "mesocosm.io/drain=soon");
        await(
                "an event",
                () -> MESOCOSM.kubectl("get", "events").contains("'soon', which is no duration"));
        assertThat(state(node)).isEmpty();
        KUBERNETES.kubectl("annotate", "node", node, "mesocosm.io/drain-");
    }
}
