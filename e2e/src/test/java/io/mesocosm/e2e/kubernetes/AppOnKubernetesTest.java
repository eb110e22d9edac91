package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.image.NginxImage;
import io.mesocosm.e2e.image.Registry;
import io.mesocosm.e2e.wire.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator from the chart, a MesosCluster and Apps on a real Kubernetes of two nodes. */
@Tag("kubernetes")
final class AppOnKubernetesTest {
    /** Two, but where -De2e.nodes says otherwise, for the times of starts. */
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(Integer.getInteger("e2e.nodes", 2));

    @RegisterExtension
    @Order(2)
    static final Registry REGISTRY = Registry.at(() -> KUBERNETES.cluster().machine());

    @RegisterExtension
    @Order(3)
    static final Installation MESOCOSM = Installation.on(KUBERNETES);

    /** The file of every Mesos tutorial as it is, and two of it. */
    private static final String NGINX =
            """
            {"apiVersion": "mesocosm.io/v1alpha1", "kind": "App", "metadata": {"name": "nginx"}, "spec":
            {"id":"nginx","cpus":0.2,"mem":20.0,"instances":2,"container":{"type":"DOCKER","docker":{"image":"nginx","network":"BRIDGE","portMappings":[{"containerPort":80,"hostPort":0,"protocol":"tcp"}]}},"healthChecks":[{"protocol":"HTTP","portIndex":0,"path":"/","gracePeriodSeconds":10,"intervalSeconds":5,"timeoutSeconds":5,"maxConsecutiveFailures":3}]}
            }
            """;

    private static final String PROBE =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: probe}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: probe, image: "localhost/busybox:1", command: [sleep, '10000']}
            """;

    private static String clusterWith(String registry) {
        return """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: mesos}
                spec:
                  agents:
                  - name: default
                    resources: {cpus: 1, mem: 1024, disk: 2048}
                    flags: {docker_registry: "%s"}
                """
                .formatted(registry);
    }

    /** A command that can be told from all others by the seconds that it sleeps. */
    private static String sleeper(String name, int instances, int seconds) {
        return """
                apiVersion: mesocosm.io/v1alpha1
                kind: App
                metadata: {name: %s}
                spec: {cmd: exec sleep %d, cpus: 0.01, mem: 16, instances: %d}
                """
                .formatted(name, seconds, instances);
    }

    @BeforeAll
    static void makeACluster(@TempDir Path directory) throws Exception {
        KUBERNETES.cluster().load(BusyboxImage.in(directory));
        KUBERNETES.cluster().load(NginxImage.archive(directory, StartTimes.IMAGE));
        MESOCOSM.apply(PROBE).succeeded();
        MESOCOSM.make("mesoscluster/mesos", clusterWith(REGISTRY.url()));
        MESOCOSM.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/probe");
    }

    @Test
    void theTutorialsAppRunsAndPodsReachItByItsName() {
        MESOCOSM.make("app/nginx", NGINX);

        assertThat(MESOCOSM.value("app/nginx", ".status.id")).isEqualTo("/mesocosm/nginx");
        assertThat(MESOCOSM.tasks("nginx")).hasSize(2);
        Kubernetes.await("nginx's page")
                .until(
                        () ->
                                MESOCOSM.run("exec", "probe", "--", "wget", "-qO-", "http://nginx")
                                        .output()
                                        .contains("<title>Welcome to nginx"));
        MESOCOSM.kubectl("delete", "app", "nginx");
    }

    @Test
    void resourcesReadWellInATable() {
        MESOCOSM.make("app/table", sleeper("table", 2, 8801));

        assertThat(MESOCOSM.kubectl("get", "mesosclusters"))
                .containsPattern(
                        "NAME +MASTERS +LEADER +AGENTS +MARATHONS +APPS +VERSION +READY +AGE")
                .containsPattern(
                        "mesos +1/1 +mesos-master-0 +2/2 +1/1 +[0-9]+/[0-9]+ +[0-9].* +True +[0-9]+");
        assertThat(MESOCOSM.kubectl("get", "mesosclusters", "--output=wide"))
                .containsPattern("NAME .* READY +ETCD +SECURED +REASON +AGE");
        assertThat(MESOCOSM.kubectl("get", "apps", "table"))
                .containsPattern("NAME +INSTANCES +RUNNING +HEALTHY +DEPLOYMENT +READY +AGE")
                .containsPattern("table +2 +2 +2 +True ");
        assertThat(MESOCOSM.kubectl("get", "mesocosm"))
                .contains("app.mesocosm.io/table", "mesoscluster.mesocosm.io/mesos");
        MESOCOSM.kubectl("delete", "app", "table");
    }

    @Test
    void tasksOutliveThePodsOfAgentsMasterAndMarathon() {
        MESOCOSM.make("app/steady", sleeper("steady", 3, 8802));
        List<String> processes = MESOCOSM.processes("sleep 8802");
        List<String> tasks = MESOCOSM.tasks("steady");
        assertThat(processes).hasSize(3);

        for (String component : List.of("agent", "master", "marathon")) {
            MESOCOSM.kubectl("delete", "pod", "-lapp.kubernetes.io/component=" + component);
            Kubernetes.await("a cluster that is ready without its " + component)
                    .until(() -> isReadyAgain(component));
        }

        assertThat(MESOCOSM.processes("sleep 8802")).isEqualTo(processes);
        assertThat(MESOCOSM.tasks("steady")).isEqualTo(tasks);
        MESOCOSM.kubectl("scale", "app/steady", "--replicas=4");
        Kubernetes.await("the fourth")
                .until(() -> MESOCOSM.value("app/steady", ".status.running").equals("4"));
        assertThat(MESOCOSM.processes("sleep 8802")).hasSize(4).containsAll(processes);
        MESOCOSM.kubectl("delete", "app", "steady");
    }

    private static boolean isReadyAgain(String component) {
        String pods =
                MESOCOSM.kubectl(
                        "get",
                        "pods",
                        "-lapp.kubernetes.io/component=" + component,
                        "-o=jsonpath={.items[*].status.containerStatuses[*].ready}");
        return !pods.isEmpty()
                && !pods.contains("false")
                && MESOCOSM.value(
                                "mesoscluster/mesos",
                                ".status.conditions[?(@.type==\"Ready\")].status")
                        .equals("True");
    }

    @Test
    void anAppChangesAndGoesWithItsResource() {
        MESOCOSM.make("app/changing", sleeper("changing", 1, 8803));

        MESOCOSM.apply(sleeper("changing", 1, 8804)).succeeded();
        Kubernetes.await("the new command in place of the old")
                .until(
                        () ->
                                MESOCOSM.processes("sleep 8804").size() == 1
                                        && MESOCOSM.processes("sleep 8803").isEmpty());

        MESOCOSM.kubectl("delete", "app", "changing");
        Kubernetes.await("its end").until(() -> MESOCOSM.processes("sleep 8804").isEmpty());
        assertThat(MESOCOSM.run("get", "service", "changing").all()).contains("not found");
    }

    @Test
    void twoAppsWithOneIdAreToldApart() {
        MESOCOSM.make("app/first", sleeper("first", 1, 8805));

        MESOCOSM.apply(
                        sleeper("second", 1, 8806)
                                .replace("spec: {", "spec: {id: /mesocosm/first, "))
                .succeeded();

        Kubernetes.await("the refusal")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("app/second", "Accepted"))
                                        .contains("/mesocosm/first", "mesocosm/first"));
        assertThat(MESOCOSM.processes("sleep 8806")).isEmpty();
        MESOCOSM.kubectl("delete", "app", "second");
        assertThat(MESOCOSM.processes("sleep 8805")).hasSize(1);
        MESOCOSM.kubectl("delete", "app", "first");
    }

    @Test
    void anAppOfMarathonsApiIsAdoptedWithoutARestartAndIsThenItsResources() {
        String definition =
                "{\"id\":\"/mesocosm/older\",\"cmd\":\"exec sleep 8807\",\"cpus\":0.01,\"mem\":16,\"instances\":2}";
        assertThat(marathon().post("/v2/apps", definition).status()).isEqualTo(201);
        Kubernetes.await("its tasks").until(() -> MESOCOSM.processes("sleep 8807").size() == 2);
        List<String> processes = MESOCOSM.processes("sleep 8807");

        MESOCOSM.apply(sleeper("older", 2, 8807)).succeeded();
        Kubernetes.await("the refusal")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("app/older", "Accepted"))
                                        .contains("mesocosm.io/adopt"));
        MESOCOSM.kubectl("annotate", "app", "older", "mesocosm.io/adopt=true");
        MESOCOSM.awaitReady("app/older");

        assertThat(MESOCOSM.processes("sleep 8807")).isEqualTo(processes);
        assertThat(marathon().post("/v2/apps//mesocosm/older/restart", "{}").status())
                .isEqualTo(409);
        assertThat(MESOCOSM.processes("sleep 8807")).isEqualTo(processes);
        MESOCOSM.kubectl("delete", "app", "older");
        Kubernetes.await("its end").until(() -> MESOCOSM.processes("sleep 8807").isEmpty());
    }

    @Test
    void commandsSeeTheBaseRootFileSystemWithTheRightsOfContainers() {
        MESOCOSM.make(
                "app/based",
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: App
                metadata: {name: based}
                spec:
                  cmd: >
                    curl --version && test ! -e /var/lib/mesocosm && cd $MESOS_SANDBOX && touch mine
                    && grep -q 'Seccomp:.*2' /proc/self/status && exec sleep 8810
                  cpus: 0.01
                  mem: 16
                """);
        assertThat(MESOCOSM.processes("sleep 8810")).hasSize(1);
        MESOCOSM.kubectl("delete", "app", "based");
    }

    @Test
    void anAppThatReachesTheNodesFilesNeedsAPoolWhoseOwnerAllowsIt() {
        MESOCOSM.apply(
                        """
                        apiVersion: mesocosm.io/v1alpha1
                        kind: App
                        metadata: {name: reaching}
                        spec:
                          cmd: test -d node/cni/net.d && exec sleep 8809
                          container: {volumes: [{containerPath: node, hostPath: /etc, mode: RO}]}
                          cpus: 0.01
                          mem: 16
                        """)
                .succeeded();
        Kubernetes.await("what the pool's policy says")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("app/reaching", "Accepted"))
                                        .contains(
                                                "spec.container.volumes[0].hostPath: /etc is a path of the node",
                                                "spec.agents[].apps"));
        assertThat(MESOCOSM.tasks("reaching")).isEmpty();

        policyOfThePool("Privileged");
        MESOCOSM.awaitReady("app/reaching");
        List<String> processes = MESOCOSM.processes("sleep 8809");
        assertThat(processes).hasSize(1);

        policyOfThePool("Restricted");
        Kubernetes.await("the policy to say so again")
                .untilAsserted(
                        () ->
                                assertThat(MESOCOSM.message("app/reaching", "Accepted"))
                                        .contains("which no pool of MesosCluster mesos runs"));
        assertThat(MESOCOSM.processes("sleep 8809")).isEqualTo(processes);
        MESOCOSM.kubectl("delete", "app", "reaching");
        Kubernetes.await("its end").until(() -> MESOCOSM.processes("sleep 8809").isEmpty());
    }

    private static void policyOfThePool(String policy) {
        MESOCOSM.kubectl(
                "patch",
                "mesoscluster",
                "mesos",
                "--type=json",
                "--patch=[{\"op\":\"add\",\"path\":\"/spec/agents/0/apps\",\"value\":\"%s\"}]"
                        .formatted(policy));
    }

    private static Endpoint marathon() {
        return Apis.marathon(MESOCOSM.apis().admin());
    }

    @Test
    void aHandEditedChildIsPutBack() {
        String before =
                MESOCOSM.value("statefulset/mesos-master", ".spec.template.spec.containers");
        MESOCOSM.kubectl(
                "patch",
                "statefulset",
                "mesos-master",
                "--type=json",
                "--patch=[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/args/-\",\"value\":\"--by_hand=1\"}]");

        Kubernetes.await("the operator to put it back")
                .until(
                        () ->
                                MESOCOSM.value(
                                                "statefulset/mesos-master",
                                                ".spec.template.spec.containers")
                                        .equals(before));
        Kubernetes.await("a ready cluster").until(() -> isReadyAgain("master"));
    }

    /** Tells the times; how many instances is -De2e.instances, one by default. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES) // for many rounds of many instances
    void appsAndADeploymentOfTheSameImageStart() {
        StartTimes times = new StartTimes(MESOCOSM, Integer.getInteger("e2e.instances", 1));
        times.ofApp(
                "warm",
                "networks: [{mode: container/bridge}], container: {docker: {image: nginx}}");

        for (int round = 1; round <= Settings.rounds(); round++) { // the first with cold code
            System.out.println(times.ofDeployment());
            System.out.println(times.ofApp("command", "networks: [{mode: host}]"));
            System.out.println(
                    times.ofApp(
                            "image, host network",
                            "networks: [{mode: host}], container: {docker: {image: nginx}}"));
            System.out.println(
                    times.ofApp(
                            "image, bridge network",
                            "networks: [{mode: container/bridge}], container: {docker: {image: nginx}}"));
        }
    }

    @Test
    void helmsOwnTestPasses() {
        assertThat(
                        KUBERNETES.helm(
                                "test",
                                "mesocosm",
                                "--namespace=" + Installation.NAMESPACE,
                                "--timeout=2m"))
                .contains("Succeeded");
    }
}
