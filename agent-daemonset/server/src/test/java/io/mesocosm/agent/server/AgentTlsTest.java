package io.mesocosm.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import io.mesocosm.tls.Validity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with an identity is asked by masters and operators, not by its fellow agents. */
final class AgentTlsTest {
    private final Authorities authorities =
            Authorities.create(
                    "tests",
                    "",
                    new Authorities.Durations(
                            Duration.ofDays(3),
                            Validity.of(Duration.ofHours(1)),
                            Duration.ofMinutes(1)),
                    Instant.now());

    @TempDir private Path folder;
    private final Deque<TlsIdentity> identities = new ArrayDeque<>();
    private TestAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = new TestAgent(folder, identity("node1", Groups.AGENTS));
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        identities.forEach(TlsIdentity::close);
    }

    private TlsIdentity identity(String name, String group) throws IOException {
        Subject subject = new Subject(name, group, List.of("localhost"), List.of("127.0.0.1"));
        TlsFiles files = TlsFiles.in(Files.createDirectories(folder.resolve("tls-" + name)));
        files.write(
                Leaf.at(
                        Instant.now(),
                        subject,
                        authorities,
                        Validity.of(Duration.ofHours(1)),
                        null));
        TlsIdentity identity = TlsIdentity.open(files);
        identities.push(identity);
        return identity;
    }

    private int status(TlsIdentity client, String path) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().sslContext(client.context()).build()) {
            URI uri = URI.create("https://localhost:" + agent.port() + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void masterReadsWhatAnAgentMayNot() throws Exception {
        TlsIdentity master = identity("master", Groups.MASTERS);
        TlsIdentity other = identity("node2", Groups.AGENTS);

        for (String path : List.of("/state", "/files/browse?path=/", "/metrics/snapshot")) {
            int answered = status(master, path);
            assertThat(answered).as(path).isNotEqualTo(401);
        }
        assertThat(status(other, "/state")).isEqualTo(401);
        assertThat(status(other, "/files/browse?path=/")).isEqualTo(401);
        assertThat(status(other, "/metrics/snapshot")).isEqualTo(401);
        assertThat(status(other, "/health")).as("probes need no proof").isEqualTo(200);
    }

    @Test
    void answersProbesInPlainTextToWhomeverAsks() throws Exception {
        int port = agent.daemon().probePort();
        assertThat(Http.get(port, "/health").status()).isEqualTo(200);
        assertThat(Http.get(port, "/metrics/snapshot").body()).contains("slave/uptime_secs");
        await().untilAsserted(() -> assertThat(Http.get(port, "/ready").status()).isEqualTo(200));
        for (String other : List.of("/state", "/flags", "/containers", "/slave(1)/health")) {
            assertThat(Http.get(port, other).status()).as(other).isEqualTo(404);
        }
        assertThat(Http.post(port, "/health", "{}").status()).isEqualTo(404);
    }
}
