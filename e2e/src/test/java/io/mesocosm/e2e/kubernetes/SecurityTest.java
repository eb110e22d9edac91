package io.mesocosm.e2e.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.secure.Load;
import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A cluster as its resource is written by most: secured, whoever made it did not ask for it. */
@Tag("kubernetes")
@Execution(ExecutionMode.CONCURRENT) // it mostly waits, and for minutes
@ResourceLock("the cluster's certificates") // so that its methods take turns
final class SecurityTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(3);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.withEtcdOn(KUBERNETES);

    private static final String COMMAND = "sleep 7713";

    private static final String CLUSTER =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: spark}
            stringData: {password: lightning}
            ---
            apiVersion: mesocosm.io/v1alpha1
            kind: MesosCluster
            metadata: {name: mesos}
            spec:
              etcd: {managed: {members: 3}}
              masters: {replicas: 3}
              marathon: {replicas: 2}
              agents:
              - {name: default, resources: {cpus: 1, mem: 512, disk: 1024}}
              tls: {certificates: {duration: 5m, renewBefore: 3m}}
              credentials:
              - {principal: spark, secret: {name: spark, key: password}}
            """;

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: steady}
            spec: {cmd: exec sleep 7713, cpus: 0.01, mem: 16}
            """;

    private static Apis apis;

    @BeforeAll
    static void makeACluster() {
        MESOCOSM.make("mesoscluster/mesos", CLUSTER);
        MESOCOSM.make("app/steady", APP);
        apis = MESOCOSM.apis();
    }

    // ------------------------------------------------------------------ who is answered

    @Test
    void runsTheTaskOfAFrameworkByThePasswordInItsSecret() {
        Access spark = apis.nobody().as("spark", "lightning");
        try (RawScheduler scheduler =
                new RawScheduler(
                                Apis.master(spark),
                                Frameworks.modern("spark").put("principal", "spark"))
                        .subscribe()) {
            scheduler.launch(Tasks.command("proved", "exit 0"));
            assertThat(scheduler.awaitEnd("proved").path("state").asText())
                    .isEqualTo("TASK_FINISHED");
        }
    }

    @Test
    void answersNobodyWhoHasNoCredentials() {
        for (Access access : List.of(apis.nobody(), apis.nobody().as("admin", "guess"))) {
            for (String path :
                    List.of(
                            "/state",
                            "/state-summary",
                            "/slaves",
                            "/frameworks",
                            "/tasks",
                            "/roles",
                            "/flags",
                            "/files/browse?path=/",
                            "/metrics/snapshot")) {
                assertThat(Apis.master(access).get(path).status()).as(path).isEqualTo(401);
            }
            for (String path : List.of("/api/v1", "/api/v1/scheduler", "/teardown")) {
                assertThat(Apis.master(access).post(path, "{}").status()).as(path).isEqualTo(401);
            }
            for (String path : List.of("/v2/apps", "/v2/info", "/v2/events", "/metrics")) {
                assertThat(Apis.marathon(access).get(path).status()).as(path).isEqualTo(401);
            }
            assertThat(agent(access).get("/state").status()).isEqualTo(401);
        }
        assertThat(Apis.marathon(apis.admin()).get("/v2/apps").json().path("apps")).hasSize(1);
        assertThat(agent(apis.admin()).get("/state").status()).isEqualTo(200);
    }

    @Test
    void keepsAFrameworkOutOnceItsPasswordIsAnother() {
        MESOCOSM.apply(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: flink}
                        stringData: {password: first}
                        """)
                .succeeded();
        addCredential("flink");
        await("flink to be let in", () -> status("flink", "first") == 200);

        MESOCOSM.kubectl(
                "patch", "secret", "flink", "--patch={\"stringData\":{\"password\":\"second\"}}");

        await("the new password to count", () -> status("flink", "second") == 200);
        assertThat(status("flink", "first")).isEqualTo(401);
    }

    private static void addCredential(String principal) {
        MESOCOSM.kubectl(
                "patch",
                "mesoscluster",
                "mesos",
                "--type=json",
                "--patch=[{\"op\":\"add\",\"path\":\"/spec/credentials/-\",\"value\":{\"principal\":\"%1$s\",\"secret\":{\"name\":\"%1$s\",\"key\":\"password\"}}}]"
                        .formatted(principal));
    }

    private static int status(String principal, String password) {
        return Apis.master(apis.nobody().as(principal, password)).get("/state-summary").status();
    }

    @Test
    void saysWhichSecretOfACredentialIsMissing() {
        addCredential("nobody");
        try {
            await(
                    "a condition that says so",
                    () ->
                            MESOCOSM.message("mesoscluster/mesos", "Secured")
                                    .contains("the Secret nobody is not there"));
        } finally {
            String all = MESOCOSM.value("mesoscluster/mesos", ".spec.credentials[*].principal");
            int index = List.of(all.split(" ", -1)).indexOf("nobody");
            MESOCOSM.kubectl(
                    "patch",
                    "mesoscluster",
                    "mesos",
                    "--type=json",
                    "--patch=[{\"op\":\"remove\",\"path\":\"/spec/credentials/" + index + "\"}]");
        }
    }

    // ------------------------------------------------------------------ ports

    /** What a port is for decides who is answered there (design §6). */
    private enum PortClass {
        CONTROL,
        USER,
        EXECUTORS,
        PROBES
    }

    @Test
    void listensAtNoPortWithoutAClassAndKeepsToTheClasses() throws IOException {
        Map<String, Map<Integer, PortClass>> classes =
                Map.of(
                        "master",
                        Map.of(
                                5050,
                                PortClass.USER,
                                5055,
                                PortClass.CONTROL,
                                5056,
                                PortClass.PROBES),
                        "marathon",
                        Map.of(8080, PortClass.USER, 8081, PortClass.PROBES),
                        "etcd",
                        Map.of(
                                2379, PortClass.CONTROL,
                                2380, PortClass.CONTROL,
                                2381, PortClass.PROBES),
                        "agent",
                        Map.of(
                                5051, PortClass.USER,
                                5053, PortClass.EXECUTORS,
                                5054, PortClass.PROBES),
                        "operator",
                        Map.of(8081, PortClass.PROBES));
        for (Map.Entry<String, Map<Integer, PortClass>> component : classes.entrySet()) {
            for (String pod : pods(component.getKey())) {
                assertThat(listening(component.getKey(), pod))
                        .as(pod)
                        .isEqualTo(component.getValue().keySet());
                String address = MESOCOSM.value("pod/" + pod, ".status.podIP");
                for (Map.Entry<Integer, PortClass> port : component.getValue().entrySet()) {
                    holds(port.getValue(), new Endpoint(address, port.getKey()));
                }
            }
        }
    }

    private static void holds(PortClass kind, Endpoint plain) throws IOException {
        Endpoint secure = plain.by(anyName(apis.nobody()));
        switch (kind) {
            case CONTROL -> {
                assertThatThrownBy(() -> plain.ask("GET", "/", Map.of(), new byte[0]))
                        .as("%s without TLS", plain)
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> listen(secure))
                        .as("%s without a certificate", plain)
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("certificate");
            }
            case USER -> {
                assertThat(plain.answers("/health")).as("%s without TLS", plain).isFalse();
                assertThat(secure.get("/state").status()).as("%s", plain).isIn(401, 307);
            }
            case EXECUTORS -> assertThat(plain.get("/state").status()).isEqualTo(404);
            case PROBES -> {
                for (String path : List.of("/state", "/v2/apps", "/api/v1", "/v3/kv/range")) {
                    assertThat(plain.get(path).status()).as("%s%s", plain, path).isEqualTo(404);
                }
            }
        }
    }

    /** Pods are dialled by their addresses here, which no certificate names. */
    private static Access anyName(Access access) {
        return access.whateverTheName();
    }

    private static void listen(Endpoint endpoint) throws IOException {
        try (Connection connection = Connection.tcp(endpoint, Duration.ofSeconds(10))) {
            connection.firstByte();
        }
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

    /** The TCP ports at which the processes of a pod listen, beyond its own loopback. */
    private static Set<Integer> listening(String component, String pod) {
        String node = MESOCOSM.value("pod/" + pod, ".spec.nodeName");
        String process =
                switch (component) {
                    case "etcd" -> "[e]tcd --name=" + pod;
                    case "master", "marathon" -> "[m]esocosm/" + component + " .*--hostname=" + pod;
                    default -> "[@]/opt/mesocosm/" + component;
                };
        // Of all processes of that command the one in this pod: its host name is the pod's, but
        // for an agent, which has its node's.
        String find =
                "for p in $(pgrep -f '%s'); do h=$(nsenter --uts=/proc/$p/ns/uts hostname); [ \"$h\" = %s ] && echo $p; done | head -n 1"
                        .formatted(process, component.equals("agent") ? node : pod);
        String pid = KUBERNETES.cluster().on(node, find).strip();
        assertThat(pid).as("process of %s", pod).isNotEmpty();
        String sockets =
                KUBERNETES.cluster().on(node, "nsenter --net=/proc/" + pid + "/ns/net ss -H -ltnp");
        return sockets.lines()
                .filter(line -> !component.equals("agent") || line.contains("pid=" + pid + ","))
                .map(line -> line.strip().split(" +", -1)[3])
                .filter(local -> !local.startsWith("127.") && !local.startsWith("[::1]"))
                .map(local -> Integer.parseInt(local.substring(local.lastIndexOf(':') + 1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // ------------------------------------------------------------------ renewal and rotation

    @Test
    @Timeout(900)
    void renewsCertificatesAndThenTheAuthorityUnderLoad() throws IOException {
        List<String> processes = MESOCOSM.processes(COMMAND);
        Map<String, X509Certificate> first = certificates();
        // Each is a handshake, and more of them would take the processors from another test.
        Load load = new Load(Duration.ofMillis(100));
        load.of(Apis.master(apis.admin()), "/state-summary")
                .of(Apis.marathon(apis.admin()), "/v2/apps")
                .of(agent(apis.admin()), "/state");
        try {
            await(
                    "renewal of every certificate",
                    Duration.ofMinutes(5),
                    () -> differ(first, certificates()));
        } finally {
            load.end();
        }
        System.out.printf("renewals on Kubernetes: %d requests%n", load.requests());
        assertThat(load.failures()).isEmpty();

        String authority = MESOCOSM.value("configmap/mesos-ca", ".data.ca\\.crt");
        long from = System.nanoTime();
        MESOCOSM.kubectl("annotate", "mesoscluster", "mesos", "mesocosm.io/rotate-ca=now");
        await(
                "a second authority that is trusted",
                () ->
                        MESOCOSM.value("configmap/mesos-ca", ".data.ca\\.crt").length()
                                > authority.length());
        await(
                "certificates of the new authority everywhere",
                Duration.ofMinutes(9),
                () -> certificates().values().stream().noneMatch(one -> signedBy(one, first)));
        System.out.printf(
                "rotation on Kubernetes: every certificate is of the new authority after %d s%n",
                Duration.ofNanos(System.nanoTime() - from).toSeconds());
        await(
                "a condition that says that all is done or goes on",
                () ->
                        MESOCOSM.kubectl("get", "mesoscluster", "mesos", "-o=wide")
                                .matches("(?s).* 3/3 .* True .*"));
        assertThat(Apis.marathon(apis.admin()).get("/v2/apps//mesocosm/steady").status())
                .isEqualTo(200);
        MESOCOSM.kubectl("scale", "app/steady", "--replicas=" + (processes.size() + 1));
        await(
                "one more instance",
                () -> MESOCOSM.processes(COMMAND).size() == processes.size() + 1);
        assertThat(MESOCOSM.processes(COMMAND)).containsAll(processes);
    }

    private static boolean differ(
            Map<String, X509Certificate> first, Map<String, X509Certificate> now) {
        return now.keySet().equals(first.keySet())
                && now.entrySet().stream()
                        .noneMatch(one -> one.getValue().equals(first.get(one.getKey())));
    }

    private static boolean signedBy(X509Certificate one, Map<String, X509Certificate> first) {
        byte[] of = one.getExtensionValue("2.5.29.35");
        return first.values().stream()
                .anyMatch(
                        before ->
                                java.util.Arrays.equals(before.getExtensionValue("2.5.29.35"), of));
    }

    private static final Map<String, Integer> SERVED =
            Map.of("master", 5050, "marathon", 8080, "etcd", 2379, "agent", 5051);

    /** What every server shows; a member of etcd that starts anew shows nothing yet. */
    private static Map<String, X509Certificate> certificates() {
        Access access = anyName(apis.nobody());
        String pods =
                MESOCOSM.kubectl(
                        "get",
                        "pods",
                        "-lmesocosm.io/cluster=mesos",
                        "-o=jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.app\\.kubernetes\\.io/component} {.status.podIP}{\"\\n\"}{end}");
        Map<String, X509Certificate> certificates = new TreeMap<>();
        for (String[] pod : pods.lines().map(line -> line.split(" ", -1)).toList()) {
            if (!pod[2].isEmpty()) {
                shown(new Endpoint(pod[2], requireNonNull(SERVED.get(pod[1])), access))
                        .ifPresent(certificate -> certificates.put(pod[0], certificate));
            }
        }
        return certificates;
    }

    private static Optional<X509Certificate> shown(Endpoint endpoint) {
        try (Connection connection = Connection.tcp(endpoint, Duration.ofSeconds(10))) {
            return Optional.of((X509Certificate) connection.serverCertificate());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    // ------------------------------------------------------------------

    private static Endpoint agent(Access access) {
        String address = MESOCOSM.value("pod/" + pods("agent").getFirst(), ".status.hostIP");
        return new Endpoint(address, 5051, access);
    }

    private static void await(String what, Supplier<Boolean> holds) {
        await(what, Duration.ofSeconds(150), holds);
    }

    private static void await(String what, Duration most, Supplier<Boolean> holds) {
        Kubernetes.await(what).atMost(most).pollInterval(Duration.ofSeconds(1)).until(holds::get);
    }
}
