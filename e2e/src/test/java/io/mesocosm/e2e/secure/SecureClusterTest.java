package io.mesocosm.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Component;
import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A master and an agent that prove who they are, and ask the same of all others (design §6). */
@Tag("e2e")
@Needs("openssl")
class SecureClusterTest {
    private static final String HERE = "127.0.0.1";
    private static final Certificates CERTIFICATES =
            Certificates.create()
                    .issue("master", "mesocosm:masters", HERE)
                    .issue("node1", "mesocosm:agents", HERE)
                    .issue("node2", "mesocosm:agents", "10.9.9.9")
                    .issue("operator", "mesocosm:operators", HERE);
    private static final int MASTER_PROBES = Ports.free();
    private static final int AGENT_PROBES = Ports.free();
    private static final Access ADA = CERTIFICATES.ofNobody().as("ada", "s3cret");

    @RegisterExtension static final Cluster CLUSTER = cluster();

    private static Cluster cluster() {
        Cluster cluster = Cluster.create().reachedBy(CERTIFICATES.of("operator"));
        CERTIFICATES.flags("master").forEach(cluster::masterFlag);
        CERTIFICATES.flags("node1").forEach(cluster::agentFlag);
        for (String realm : List.of("readonly", "readwrite", "frameworks")) {
            cluster.masterFlag("--authenticate_http_" + realm);
        }
        return cluster.masterFlag(
                        """
                        --credentials={"credentials":[{"principal":"ada","secret":"s3cret"},
                          {"principal":"guest","secret":"welcome"}]}""")
                .masterFlag("--acls=" + acls())
                .masterFlag("--probe_port=" + MASTER_PROBES)
                .agentFlag("--probe_port=" + AGENT_PROBES)
                .agentFlag("--authenticate_http_readonly")
                .agentFlag("--authenticate_http_readwrite");
    }

    /** Of Mesos's ACLs, those that leave a guest nothing. */
    private static String acls() {
        return Stream.of(
                        "register_frameworks:roles",
                        "run_tasks:users",
                        "view_frameworks:users",
                        "view_tasks:users",
                        "access_sandboxes:users")
                .map(section -> section.split(":", -1))
                .map(
                        section ->
                                """
                                "%1$s": [
                                  {"principals": {"values": ["ada", "operator"]}, "%2$s": {"type": "ANY"}},
                                  {"principals": {"type": "NONE"}, "%2$s": {"type": "ANY"}}]"""
                                        .formatted(section[0], section[1]))
                .collect(Collectors.joining(",\n", "{", "}"));
    }

    @AfterAll
    static void removesTheCertificates() {
        CERTIFICATES.remove();
    }

    private static RawScheduler scheduler(String name) {
        return new RawScheduler(
                CLUSTER.master().by(ADA), Frameworks.modern(name).put("principal", "ada"));
    }

    private static String proxied() {
        return "/agent/" + CLUSTER.registeredAgent().path("id").asText() + "/state";
    }

    @Test
    void runsTheTaskOfAFrameworkThatHasAPassword() {
        try (RawScheduler scheduler = scheduler("with-a-password").subscribe()) {
            scheduler.launch(Tasks.command("proved", "exit 0"));
            assertThat(scheduler.awaitEnd("proved").path("state").asText())
                    .isEqualTo("TASK_FINISHED");
        }
    }

    @Test
    void answersNobodyElse() {
        Endpoint master = CLUSTER.master().by(CERTIFICATES.ofNobody());
        assertThat(master.get("/state").status()).isEqualTo(401);
        assertThat(master.get(proxied()).status()).isEqualTo(401);
        assertThat(master.post("/api/v1", "{\"type\":\"GET_AGENTS\"}").status()).isEqualTo(401);
        assertThat(master.post("/api/v1/scheduler", "{}").status()).isEqualTo(401);
        assertThat(CLUSTER.master().by(CERTIFICATES.ofNobody().as("ada", "guess")).get("/state"))
                .extracting(Answer::status)
                .isEqualTo(401);
        assertThat(CLUSTER.master().by(CERTIFICATES.of("node1")).get("/state").status())
                .as("with an agent's certificate")
                .isEqualTo(401);
        assertThat(CLUSTER.agent().by(CERTIFICATES.ofNobody()).get("/state").status())
                .isEqualTo(401);
    }

    @Test
    void leavesAGuestWhatTheRulesLeaveHim() {
        Endpoint asGuest = CLUSTER.master().by(CERTIFICATES.ofNobody().as("guest", "welcome"));
        try (RawScheduler refused =
                        new RawScheduler(
                                asGuest,
                                Frameworks.modern("of-a-guest").put("principal", "guest"));
                RawScheduler scheduler = scheduler("of-ada").subscribe()) {
            assertThat(refused.subscribeExpectingError().toString())
                    .contains("Not authorized to register framework ");
            scheduler.launch(Tasks.command("hidden", "exit 0"));
            scheduler.awaitEnd("hidden");
            for (String path : List.of("/state", "/frameworks", "/tasks")) {
                assertThat(CLUSTER.master().get(path).text()).as(path).contains("hidden");
                assertThat(asGuest.get(path).status()).as(path).isEqualTo(200);
                assertThat(asGuest.get(path).text())
                        .as(path)
                        .doesNotContain("hidden", "of-ada", "of-a-guest");
            }
            assertThat(asGuest.get(proxied()).status()).isEqualTo(403);
        }
    }

    @Test
    void answersAnOperatorsCertificate() {
        JsonNode agents = CLUSTER.master().post("/api/v1", "{\"type\":\"GET_AGENTS\"}").json();
        assertThat(agents.at("/get_agents/agents")).hasSize(1);
        assertThat(CLUSTER.agent().get("/state").status()).isEqualTo(200);
        assertThat(CLUSTER.master().get(proxied()).json().path("id"))
                .as("the agent, asked by the master")
                .isEqualTo(CLUSTER.registeredAgent().path("id"));
    }

    @Test
    void takesNoAgentThatDoesNotProveWhichNodeItIs() {
        Component unproved = CLUSTER.intruder("unproved", List.of());
        Component elsewhere = CLUSTER.intruder("elsewhere", CERTIFICATES.flags("node2"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            assertThat(elsewhere.logTail(40))
                                    .contains("'node2' is not for '127.0.0.1'");
                            assertThat(unproved.logTail(40)).contains("UNAVAILABLE");
                        });
        assertThat(CLUSTER.master().get("/slaves").json().path("slaves")).hasSize(1);
        unproved.stop();
        elsewhere.stop();
    }

    /** What a port is for decides who is answered there (design §6). */
    private enum PortClass {
        CONTROL,
        USER,
        EXECUTORS,
        PROBES
    }

    @Test
    void listensAtNoPortWithoutAClassAndKeepsToTheClasses() throws IOException {
        Map<Integer, PortClass> classes =
                new TreeMap<>(
                        Map.of(
                                CLUSTER.master().port(),
                                PortClass.USER,
                                CLUSTER.link(),
                                PortClass.CONTROL,
                                CLUSTER.agent().port(),
                                PortClass.USER,
                                CLUSTER.executors().port(),
                                PortClass.EXECUTORS,
                                MASTER_PROBES,
                                PortClass.PROBES,
                                AGENT_PROBES,
                                PortClass.PROBES));
        Set<Integer> found = new TreeSet<>();
        for (String name : List.of("master", "agent")) {
            found.addAll(new HostProcess(CLUSTER.component(name).pid()).listeningPorts());
        }
        assertThat(found).isEqualTo(classes.keySet());
        for (Map.Entry<Integer, PortClass> one : classes.entrySet()) {
            Endpoint plain = new Endpoint(HERE, one.getKey());
            switch (one.getValue()) {
                case CONTROL -> {
                    assertThatThrownBy(() -> plain.ask("GET", "/", Map.of(), new byte[0]))
                            .isInstanceOf(IOException.class);
                    // That it takes the right ones shows in the agent, which is there.
                    assertThatThrownBy(() -> listen(plain.by(CERTIFICATES.ofNobody())))
                            .as("without a certificate")
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("certificate");
                }
                case USER -> {
                    assertThat(plain.answers("/health")).as("without TLS").isFalse();
                    assertThat(plain.by(CERTIFICATES.ofNobody()).get("/state").status())
                            .isEqualTo(401);
                }
                case EXECUTORS -> assertThat(plain.get("/state").status()).isEqualTo(404);
                case PROBES -> {
                    for (String probe : List.of("/health", "/ready", "/metrics/snapshot")) {
                        assertThat(plain.get(probe).status()).as(probe).isEqualTo(200);
                        assertThat(plain.post(probe, "{}").status()).as(probe).isEqualTo(404);
                    }
                    for (String other : List.of("/", "/state", "/flags", "/api/v1", "/agent/x")) {
                        assertThat(plain.get(other).status()).as(other).isEqualTo(404);
                    }
                }
            }
        }
    }

    /** Connects and waits for what the server says to that. */
    private static void listen(Endpoint endpoint) throws IOException {
        try (Connection connection = Connection.tcp(endpoint, Duration.ofSeconds(10))) {
            connection.firstByte();
        }
    }

    @Test
    void renewsCertificatesUnderLoadWithoutLosingARequestOrTheAgent() throws Exception {
        JsonNode before = CLUSTER.master().get("/metrics/snapshot").json();
        String proxied = proxied();
        List<String> tasks = new ArrayList<>();
        Load load = new Load(Duration.ofMillis(20));
        try (RawScheduler scheduler = scheduler("through-renewals").subscribe()) {
            load.of(CLUSTER.master().by(ADA), "/state")
                    .of(CLUSTER.master(), proxied)
                    .of(CLUSTER.agent(), "/state");
            for (int renewal = 0; renewal < 5; renewal++) {
                CERTIFICATES.issue("master", "mesocosm:masters", HERE);
                CERTIFICATES.issue("node1", "mesocosm:agents", HERE);
                String task = "during-renewal-" + renewal;
                tasks.add(task);
                scheduler.launch(Tasks.command(task, "exit 0"));
                awaitShown("master", CLUSTER.master());
                awaitShown("node1", CLUSTER.agent());
            }
            for (String task : tasks) {
                assertThat(scheduler.awaitEnd(task).path("state").asText())
                        .isEqualTo("TASK_FINISHED");
            }
            assertThat(scheduler.log().all()).noneMatch(e -> RawScheduler.isType(e, "CLOSED"));
        } finally {
            load.end();
        }
        System.out.printf("renewals under load: %d requests%n", load.requests());
        assertThat(load.failures()).isEmpty();
        assertThat(load.requests()).isGreaterThan(60);
        JsonNode after = CLUSTER.master().get("/metrics/snapshot").json();
        for (String count : List.of("registrations", "reregistrations")) {
            assertThat(after.path("master/slave_" + count))
                    .isEqualTo(before.path("master/slave_" + count));
        }
        assertThat(CLUSTER.component("agent").logTail(1000)).doesNotContain(" lost: ");
        assertThat(after.path("master/certificate_expiry_timestamp_seconds").asLong())
                .isGreaterThan(before.path("master/certificate_expiry_timestamp_seconds").asLong());
    }

    /** New connections are shown the certificate that was made last. */
    private static void awaitShown(String name, Endpoint endpoint) throws Exception {
        Certificate made = Access.certificate(CERTIFICATES.certificate(name));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(shown(endpoint)).isEqualTo(made));
    }

    private static Certificate shown(Endpoint endpoint) throws IOException {
        try (Connection connection = Connection.tcp(endpoint, Duration.ofSeconds(10))) {
            return connection.serverCertificate();
        }
    }
}
