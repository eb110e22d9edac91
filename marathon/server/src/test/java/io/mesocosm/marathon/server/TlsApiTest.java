package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.leadership.ProxySettings;
import io.mesocosm.marathon.server.rest.Access;
import io.mesocosm.store.Election;
import io.mesocosm.store.Leader;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marathons with an identity: who may ask them what, and how one has the other answer. */
class TlsApiTest {

    private static final ServerSettings.Ports TLS_ONLY = new ServerSettings.Ports(0, 0, false, 0);
    private static final ServerSettings.Ports BOTH = new ServerSettings.Ports(0, 0, true);
    private static final Access GUARDED =
            new Access(
                    List.of(),
                    new Credentials(Map.of("me", "secret")),
                    Set.of(Groups.OPERATORS, Groups.USERS, Groups.MARATHONS),
                    100);
    private static final String[] BASIC = {"Authorization", "Basic bWU6c2VjcmV0"};
    private static final String[] PRETENDED = {"X-Mesocosm-Client-Group", Groups.OPERATORS};
    private static final String PLAIN = "{'id':'/plain','cmd':'x'}";

    @TempDir private Path folder;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Identities identities;
    private TlsIdentity own;
    private SSLContext operator;
    private SSLContext user;
    private SSLContext anonymous;

    @BeforeEach
    void identify() throws Exception {
        identities = new Identities(folder);
        opened.push(identities);
        own = identities.identity("marathon", Groups.MARATHONS);
        operator = identities.identity("operator", Groups.OPERATORS).context();
        user = identities.identity("ada", Groups.USERS).context();
        anonymous = identities.anonymous();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** Tells of a leader elsewhere, for good. */
    private record Follows(String leader) implements Election {

        @Override
        public CompletionStage<Leadership> campaign(String candidate) {
            return new CompletableFuture<>();
        }

        @Override
        public Observation observe(Consumer<Optional<Leader>> observer) {
            observer.accept(Optional.of(new Leader(leader, 1)));
            return () -> {};
        }

        @Override
        public void close() {}
    }

    private MarathonServer start(
            StateStore.Opening opening, ServerSettings.Ports ports, Access access, boolean anyHost)
            throws Exception {
        ServerSettings settings =
                new ServerSettings(
                        Settings.DEFAULT,
                        "0.0.0.0",
                        ports,
                        "localhost",
                        16,
                        access,
                        new ProxySettings(
                                Duration.ofSeconds(5), Duration.ofSeconds(10), 64, anyHost),
                        Map.of());
        MarathonServer server =
                MarathonServer.start(
                        settings,
                        new MarathonServer.Surroundings(
                                opening,
                                new FakeMesosDriver(),
                                new FakeMesosDriver(),
                                _ -> {},
                                _ -> {},
                                own,
                                Telemetry.quiet()));
        opened.push(server);
        String ready = "https://localhost:" + server.securePort() + "/ready";
        await().until(() -> ask(anonymous, "GET", ready, null).statusCode() == 200);
        return server;
    }

    private MarathonServer leader(ServerSettings.Ports ports, Access access) throws Exception {
        return start(() -> StateStore.embedded(new MemoryStore()), ports, access, false);
    }

    private MarathonServer standby(String leader, Access access, boolean anyHost) throws Exception {
        return start(
                () ->
                        new StateStore(
                                new MemoryStore(), new Follows(leader), ignored -> null, () -> {}),
                TLS_ONLY,
                access,
                anyHost);
    }

    private static HttpResponse<String> ask(
            SSLContext client, String method, String url, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(
                                                body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newBuilder().sslContext(client).build()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int status(SSLContext client, String url, String... headers) throws Exception {
        return ask(client, "GET", url, null, headers).statusCode();
    }

    private static int create(SSLContext client, String url, String app, String... headers)
            throws Exception {
        return ask(client, "POST", url + "/v2/apps", app, headers).statusCode();
    }

    private static String owned(String id) {
        return "{'id':'%s','cmd':'x','labels':{'mesocosm.io/owner':'shop/cart'}}".formatted(id);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void answersProbesInPlainTextToWhomeverAsksWhetherItLeadsOrNot() throws Exception {
        MarathonServer leader = leader(TLS_ONLY, GUARDED);
        MarathonServer standby = standby(leader.url(), GUARDED, false);
        for (MarathonServer marathon : List.of(leader, standby)) {
            String probes = "http://localhost:" + marathon.probePort();
            assertThat(ask(anonymous, "GET", probes + "/ping", null).body()).isEqualTo("pong");
            assertThat(status(anonymous, probes + "/ready")).isEqualTo(200);
            JsonNode gauges = json(ask(anonymous, "GET", probes + "/metrics", null)).path("gauges");
            assertThat(gauges.has("marathon.apps.active.gauge")).isEqualTo(marathon == leader);
            assertThat(
                            gauges.at("/marathon.tls.certificate.remaining.gauge.seconds/value")
                                    .asLong())
                    .isPositive();
            for (String other : List.of("/v2/apps", "/v2/info", "/", "/metrics/prometheus")) {
                assertThat(status(anonymous, probes + other)).as(other).isEqualTo(404);
            }
            assertThat(create(anonymous, probes, PLAIN)).isEqualTo(404);
        }
    }

    @Test
    void servesTlsBesidePlainHttpWhichOthersKnowItBy() throws Exception {
        MarathonServer marathon = leader(BOTH, Access.OPEN);
        String plain = "http://localhost:" + marathon.port();
        String secure = "https://localhost:" + marathon.securePort();
        for (String url : List.of(plain, secure)) {
            HttpResponse<String> answer = ask(anonymous, "GET", url + "/v2/info", null);
            assertThat(answer.headers().firstValue("X-Marathon-Leader")).contains(plain);
            JsonNode ports = json(answer).path("http_config");
            assertThat(ports.path("http_port").asInt()).isEqualTo(marathon.port());
            assertThat(ports.path("https_port").asInt()).isEqualTo(marathon.securePort());
        }
    }

    @Test
    void isKnownByTlsWhereThereIsNoPlainHttp() throws Exception {
        MarathonServer marathon = leader(TLS_ONLY, Access.OPEN);
        String url = "https://localhost:" + marathon.securePort();
        assertThat(marathon.url()).isEqualTo(url);
        HttpResponse<String> answer = ask(anonymous, "GET", url + "/v2/leader", null);
        assertThat(answer.headers().firstValue("X-Marathon-Leader")).contains(url);
        assertThat(json(answer).path("leader").asText())
                .isEqualTo("localhost:" + marathon.securePort());
        assertThat(create(anonymous, url, owned("/anyone"))).isEqualTo(201);
    }

    @Test
    void isKnownByTlsWhereCertificatesCount() throws Exception {
        MarathonServer marathon = leader(BOTH, GUARDED);
        assertThat(marathon.url()).isEqualTo("https://localhost:" + marathon.securePort());
        String plain = "http://localhost:" + marathon.port() + "/v2/apps";
        assertThat(status(user, plain)).isEqualTo(401);
        assertThat(status(user, plain, BASIC)).isEqualTo(200);
    }

    @Test
    void letsThoseInWhoseCertificatesCount() throws Exception {
        String url = leader(TLS_ONLY, GUARDED).url();
        Map<String, Integer> groups =
                Map.of(
                        Groups.OPERATORS,
                        200,
                        Groups.USERS,
                        200,
                        Groups.MARATHONS,
                        200,
                        Groups.MASTERS,
                        401,
                        Groups.AGENTS,
                        401,
                        "others",
                        401);
        for (Map.Entry<String, Integer> group : groups.entrySet()) {
            SSLContext client = identities.identity("one", group.getKey()).context();
            for (String path : List.of("/v2/apps", "/v2/info", "/metrics")) {
                assertThat(status(client, url + path))
                        .as(group.getKey() + " " + path)
                        .isEqualTo(group.getValue());
            }
        }
        assertThat(status(anonymous, url + "/v2/apps", BASIC)).isEqualTo(200);
        HttpResponse<String> refused = ask(anonymous, "GET", url + "/v2/apps", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .contains("Basic realm=\"Mesosphere\"");
        assertThat(status(anonymous, url + "/ping")).isEqualTo(200);
        assertThat(status(anonymous, url + "/ready")).isEqualTo(200);
    }

    @Test
    void hasTheOperatorAloneSayWhoseAnAppIs() throws Exception {
        String url = leader(TLS_ONLY, GUARDED).url();
        HttpResponse<String> refused = ask(user, "POST", url + "/v2/apps", owned("/a"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("message").asText())
                .startsWith("App /a: the label mesocosm.io/owner is the operator's alone to set");
        assertThat(create(anonymous, url, owned("/a"), BASIC)).isEqualTo(403);
        assertThat(create(user, url, owned("/a"), PRETENDED)).isEqualTo(403);
        assertThat(create(user, url, PLAIN)).isEqualTo(201);
        assertThat(create(operator, url, owned("/a"))).isEqualTo(201);
        String all = url + "/v2/apps/plain?owner=shop/cart&force=true";
        assertThat(ask(user, "PUT", all, owned("/plain")).statusCode()).isEqualTo(403);
        assertThat(ask(operator, "PUT", all, owned("/plain")).statusCode()).isEqualTo(200);
    }

    @Test
    void hasTheLeaderAnswerInTheNameOfWhoAsks() throws Exception {
        String leader = leader(TLS_ONLY, GUARDED).url();
        String standby = standby(leader, GUARDED, false).url();
        HttpResponse<String> passed = ask(user, "GET", standby + "/v2/leader", null);
        assertThat(passed.statusCode()).isEqualTo(200);
        assertThat(passed.headers().firstValue("Via")).contains("1.1 " + standby.substring(8));
        assertThat(json(passed).path("leader").asText()).isEqualTo(leader.substring(8));
        assertThat(status(anonymous, standby + "/v2/apps")).isEqualTo(401);
        assertThat(status(anonymous, standby + "/v2/apps", BASIC)).isEqualTo(200);
        assertThat(status(anonymous, standby + "/ping")).isEqualTo(200);
        assertThat(create(user, standby, owned("/a"))).isEqualTo(403);
        assertThat(create(user, standby, owned("/a"), PRETENDED)).isEqualTo(403);
        assertThat(create(anonymous, standby, owned("/a"), BASIC)).isEqualTo(403);
        assertThat(create(user, standby, PLAIN)).isEqualTo(201);
        assertThat(create(operator, standby, owned("/a"))).isEqualTo(201);
        HttpResponse<String> events = ask(user, "GET", standby + "/v2/events", null);
        assertThat(events.statusCode()).isEqualTo(302);
        assertThat(events.headers().firstValue("Location")).contains(leader + "/v2/events");
    }

    @Test
    void doesNotTakeAFellowsWordForWhomItDidNotAsk() throws Exception {
        String leader = leader(TLS_ONLY, GUARDED).url();
        String careless = standby(leader, Access.OPEN, false).url();
        assertThat(status(anonymous, careless + "/v2/apps")).isEqualTo(401);
        assertThat(status(user, careless + "/v2/apps", PRETENDED)).isEqualTo(401);
        assertThat(status(anonymous, careless + "/v2/apps", BASIC)).isEqualTo(200);
        assertThat(create(anonymous, careless, owned("/a"), BASIC)).isEqualTo(403);
    }

    @Test
    void trustsALeaderByItsHostUnlessToldNotTo() throws Exception {
        int port = leader(TLS_ONLY, Access.OPEN).securePort();
        String other = "https://127.0.0.2:" + port;
        HttpResponse<String> strict =
                ask(anonymous, "GET", standby(other, Access.OPEN, false).url() + "/ping", null);
        assertThat(strict.statusCode()).isEqualTo(502);
        assertThat(strict.body())
                .isEqualTo("Failed to successfully establish a connection to the leader.");
        assertThat(status(anonymous, standby(other, Access.OPEN, true).url() + "/ping"))
                .isEqualTo(200);
    }

    @Test
    void trustsNoLeaderOfAnotherAuthorityWhateverItsHost() throws Exception {
        try (Identities theirs = new Identities(folder.resolve("theirs"))) {
            TlsFiles files = theirs.write("marathon", Groups.MARATHONS);
            // It would take our certificate, so that it is ours to refuse its own.
            Files.copy(
                    folder.resolve("marathon/ca.crt"),
                    files.authorities(),
                    StandardCopyOption.REPLACE_EXISTING);
            try (HttpServer leader =
                    HttpServer.start(
                            new HttpServerSettings("stranger", "127.0.0.1", 0)
                                    .with(opened(TlsIdentity.open(files)).context()),
                            Routes.forProcess("")
                                    .at("/ping", exchange -> exchange.text(200, "pong"))
                                    .build())) {
                String stranger = "https://localhost:" + leader.port();
                assertThat(status(theirs.anonymous(), stranger + "/ping")).isEqualTo(200);
                for (boolean anyHost : new boolean[] {true, false}) {
                    String standby = standby(stranger, Access.OPEN, anyHost).url();
                    assertThat(status(anonymous, standby + "/ping")).isEqualTo(502);
                }
            }
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.push(one);
        return one;
    }

    @Test
    void keepsEventStreamsWhenItsCertificateIsRenewed() throws Exception {
        String url = leader(TLS_ONLY, GUARDED).url();
        HttpClient http = opened(HttpClient.newBuilder().sslContext(user).build());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/v2/events"))
                        .header("Accept", "text/event-stream")
                        .build();
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            Instant before = own.expires();
            identities.write("marathon", Groups.MARATHONS, Duration.ofHours(2));
            await().until(() -> own.expires().isAfter(before));
            assertThat(create(user, url, PLAIN)).isEqualTo(201);
            assertThat(lines.anyMatch(line -> line.contains("\"/plain\""))).isTrue();
        }
    }

    @Test
    void tellsHowLongItsCertificateIsGood() throws Exception {
        String url = leader(TLS_ONLY, Access.OPEN).url();
        JsonNode gauges = json(ask(anonymous, "GET", url + "/metrics", null)).path("gauges");
        assertThat(
                        gauges.path("marathon.tls.certificate.remaining.gauge.seconds")
                                .path("value")
                                .asDouble())
                .isBetween(3000.0, 3600.0);
    }
}
