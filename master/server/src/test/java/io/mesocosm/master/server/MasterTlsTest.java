package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.mesocosm.http.Authentication;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsIdentity;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master with an identity serves over TLS, and knows its clients by certificate or password. */
final class MasterTlsTest {
    private static final String ADA = "Basic YWRhOnMzY3JldA==";

    @TempDir private Path folder;
    private TestIdentities identities;
    private RunningMaster master;

    @BeforeEach
    void start() throws Exception {
        identities = new TestIdentities(folder);
        master = RunningMaster.startSecure(identities.files("master", Groups.MASTERS));
    }

    @AfterEach
    void stop() {
        master.close();
        identities.close();
    }

    private int status(TlsIdentity client, String path) throws Exception {
        try (HttpCalls calls = new HttpCalls(master.port(), client.context())) {
            return calls.get(path).statusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Groups.MARATHONS, Groups.OPERATORS, Groups.USERS})
    void takesTheCertificatesOfItsClients(String group) throws Exception {
        assertThat(status(identities.of("one", group), "/state")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {Groups.AGENTS, Groups.ETCD, Groups.MASTERS, "somebody"})
    void takesNoOthers(String group) throws Exception {
        TlsIdentity other = identities.of("one", group);
        assertThat(status(other, "/state")).isEqualTo(401);
        assertThat(status(other, "/agent/any/state")).isEqualTo(401);
        assertThat(status(other, "/metrics/snapshot")).isEqualTo(401);
        assertThat(status(other, "/health")).as("probes need no proof").isEqualTo(200);
    }

    @Test
    void takesAPasswordWhereThereIsNoCertificate() throws Exception {
        try (HttpCalls calls = new HttpCalls(master.port(), identities.nobody())) {
            assertThat(calls.get("/state", "Authorization", ADA).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = calls.get("/state");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .contains("Basic realm=\"mesos-master-readonly\"");
            assertThat(calls.postJson("/api/v1", "{}").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void holdsAFrameworksPrincipalAgainstItsCertificate() throws Exception {
        String call =
                """
                {"type": "SUBSCRIBE", "subscribe": {"framework_info":
                    {"user": "root", "name": "n", "principal": "%s"}}}
                """;
        String[] json = {"Content-Type", "application/json"};
        try (HttpCalls calls =
                new HttpCalls(master.port(), identities.of("ada", Groups.USERS).context())) {
            HttpResponse<String> other =
                    calls.postJson("/api/v1/scheduler", call.formatted("grace"));
            assertThat(other.body()).contains("'grace'", "'ada'");
            try (var stream =
                    calls.stream("/api/v1/scheduler", call.formatted("ada"), json).body()) {
                assertThat(stream.read()).as("the stream of events begins").isPositive();
            }
        }
    }

    @Test
    void answersProbesInPlainTextToWhomeverAsks() throws Exception {
        try (HttpCalls probes = new HttpCalls(master.probePort())) {
            assertThat(probes.get("/health").statusCode()).isEqualTo(200);
            assertThat(probes.get("/ready").statusCode()).isEqualTo(200);
            assertThat(probes.get("/metrics/snapshot").body())
                    .contains("\"master/elected\":1.0", CertificateMetrics.EXPIRY);
            for (String other : new String[] {"/state", "/flags", "/", "/master/health"}) {
                assertThat(probes.get(other).statusCode()).as(other).isEqualTo(404);
            }
            assertThat(probes.postJson("/health", "{}").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void tellsWhenItsCertificateEnds() throws Exception {
        try (HttpCalls calls = new HttpCalls(master.port(), identities.nobody())) {
            assertThat(calls.get("/metrics/snapshot", "Authorization", ADA).body())
                    .contains(CertificateMetrics.EXPIRY);
        }
    }

    @Test
    void reachesAgentsByItsOwnCertificateAndKeepsPasswordsToItself() throws Exception {
        Routes routes =
                Routes.forProcess("slave(1)")
                        .at(
                                "/state",
                                new Authentication("agent", null, Set.of(Groups.MASTERS))
                                        .guard(
                                                e ->
                                                        e.text(
                                                                200,
                                                                "password:"
                                                                        + e.header(
                                                                                "Authorization"))))
                        .build();
        TlsIdentity agent = identities.of("node1", Groups.AGENTS);
        try (HttpServer http =
                        HttpServer.start(
                                new HttpServerSettings("agent", "127.0.0.1", 0)
                                        .with(agent.context()),
                                routes);
                FakeAgent link =
                        new FakeAgent(
                                NettyChannelBuilder.forAddress("127.0.0.1", master.linkPort())
                                        .sslContext(
                                                GrpcSslContexts.configure(
                                                                SslContextBuilder.forClient()
                                                                        .keyManager(agent.keys())
                                                                        .trustManager(
                                                                                agent.trust()))
                                                        .build())
                                        .build());
                HttpCalls calls = new HttpCalls(master.port(), identities.nobody())) {
            String id = link.register(FakeAgent.facts("", "127.0.0.1", http.port()));
            assertThat(calls.get("/agent/" + id + "/state").statusCode()).isEqualTo(401);
            assertThat(calls.get("/agent/" + id + "/state", "Authorization", ADA).body())
                    .isEqualTo("password:");
        }
    }
}
