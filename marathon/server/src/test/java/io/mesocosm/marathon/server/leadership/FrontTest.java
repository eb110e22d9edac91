package io.mesocosm.marathon.server.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.marathon.server.UnsteadyElection;
import io.mesocosm.marathon.server.admission.Admission;
import io.mesocosm.store.Leader;
import io.mesocosm.store.MemoryStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Marathon that does not lead passes requests on (spec §1.8). */
class FrontTest {

    private static final String SELF = "http://standby:8080";

    private final UnsteadyElection election = new UnsteadyElection(new MemoryStore());
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Standing standing = new Standing(SELF);
    private final Front front =
            new Front(
                    standing,
                    new ProxySettings(Duration.ofSeconds(1), Duration.ofMillis(400), 2, false),
                    Admission.OPEN,
                    null);
    private HttpServer leader;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        leader =
                HttpServer.start(
                        new HttpServerSettings("leader", "127.0.0.1", 0),
                        Routes.forProcess("").lenient().only("/", this::lead).build());
        server =
                HttpServer.start(new HttpServerSettings("standby", "127.0.0.1", 0), front.routes());
        standing.stands();
        follow("http://127.0.0.1:" + leader.port());
    }

    @AfterEach
    void stop() {
        server.close();
        leader.close();
        front.close();
        client.close();
    }

    private void follow(String address) {
        standing.seen(Optional.of(new Leader(address, 1)));
    }

    private void lead(Exchange exchange) throws IOException {
        asked.add(
                exchange.method()
                        + " "
                        + exchange.rawPath()
                        + (exchange.rawQuery() == null ? "" : "?" + exchange.rawQuery())
                        + " "
                        + new String(exchange.body(), StandardCharsets.UTF_8)
                        + "|"
                        + exchange.header("Content-Type")
                        + "|"
                        + exchange.header("Via")
                        + "|"
                        + exchange.header("X-Forwarded-For"));
        exchange.setHeader("X-Marathon-Leader", "http://leader:8080");
        exchange.text(exchange.rawPath().equals("/absent") ? 404 : 200, "said by the leader");
    }

    private HttpResponse<String> ask(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask(request(path));
    }

    @Test
    void hasTheLeaderAnswer() throws Exception {
        HttpResponse<String> answer = get("/v2/apps?embed=apps.tasks&label=a%20in%20(b)");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("said by the leader");
        assertThat(answer.headers().firstValue("X-Marathon-Leader")).contains("http://leader:8080");
        assertThat(answer.headers().firstValue("Via")).contains("1.1 standby:8080");
        assertThat(asked.take())
                .isEqualTo(
                        "GET /v2/apps?embed=apps.tasks&label=a%20in%20(b)"
                                + " |null|1.1 standby:8080|127.0.0.1");
        assertThat(get("/absent").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/metrics", "/ui/", "/", "/anything/else"})
    void hasTheLeaderAnswerWhateverIsAsked(String path) throws Exception {
        assertThat(get(path).body()).isEqualTo("said by the leader");
    }

    @Test
    void passesBodiesOnWithAndWithoutAType() throws Exception {
        ask(
                request("/v2/apps")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(asked.take()).startsWith("POST /v2/apps {}|application/json|");
        ask(request("/v2/apps").PUT(HttpRequest.BodyPublishers.ofString("[]")));
        assertThat(asked.take()).startsWith("PUT /v2/apps []|null|");
    }

    @Test
    void addsItselfToTheWayThatARequestHasCome() throws Exception {
        ask(request("/").header("Via", "1.1 front").header("X-Forwarded-For", "10.0.0.1"));
        assertThat(asked.take()).endsWith("|1.1 front, 1.1 standby:8080|10.0.0.1, 127.0.0.1");
    }

    @Test
    void refusesWhatComesBackToIt() throws Exception {
        HttpResponse<String> answer =
                ask(request("/").header("Via", "1.1 front, 1.1 standby:8080"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("Detected proxying loop.");
        assertThat(asked).isEmpty();
    }

    @Test
    void sendsThoseWhoListenToEventsToTheLeaderItself() throws Exception {
        HttpResponse<String> answer = get("/v2/events?event_type=a");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://127.0.0.1:" + leader.port() + "/v2/events?event_type=a");
    }

    @Test
    void tellsThatTheLeaderIsNotThere() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            follow("http://127.0.0.1:" + socket.getLocalPort());
        }
        HttpResponse<String> answer = get("/v2/apps");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("Connection to leader refused.");
        assertThat(answer.headers().firstValue("Cache-Control"))
                .contains("no-cache, no-store, must-revalidate");
    }

    @Test
    void tellsThatTheLeaderDoesNotAnswer() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0)) {
            follow("http://127.0.0.1:" + frozen.getLocalPort());
            HttpResponse<String> answer = get("/v2/apps");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).isEqualTo("Connection to leader timed out.");
        }
    }

    @Test
    void waitsForALeaderToBeElected() throws Exception {
        standing.seen(Optional.empty());
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request("/v2/apps").build(), HttpResponse.BodyHandlers.ofString());
        follow("http://127.0.0.1:" + leader.port());
        assertThat(waiting.get().body()).isEqualTo("said by the leader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SELF})
    void givesUpWhenNobodyElseLeadsForTenTimes250Milliseconds(String seen) throws Exception {
        standing.seen(seen.isEmpty() ? Optional.empty() : Optional.of(new Leader(seen, 2)));
        long begun = System.nanoTime();
        HttpResponse<String> answer = get("/v2/apps");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("Could not determine the current leader");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(6));
    }

    @Test
    void answersItselfWhileItSurelyLeads() throws Exception {
        Tenure tenure = new Tenure(election.campaign(SELF).toCompletableFuture().join());
        follow(SELF);
        standing.elected();
        standing.leads(tenure, exchange -> exchange.text(200, "said by itself"));
        assertThat(get("/v2/apps").body()).isEqualTo("said by itself");
        assertThat(asked).isEmpty();
        election.certain(false);
        assertThat(get("/ready").statusCode()).isEqualTo(503);
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request("/v2/apps").build(), HttpResponse.BodyHandlers.ofString());
        election.certain(true);
        assertThat(waiting.get().body()).isEqualTo("said by itself");
        standing.stepsDown();
        follow("http://127.0.0.1:" + leader.port());
        assertThat(get("/v2/apps").body()).isEqualTo("said by the leader");
    }

    @Test
    void isReadyByItselfWhenItStandsByALeader() throws Exception {
        assertThat(get("/ready").body()).isEqualTo("ready");
        assertThat(asked).isEmpty();
        standing.kept("waiting for the store: etcd is away");
        HttpResponse<String> kept = get("/ready");
        assertThat(kept.statusCode()).isEqualTo(503);
        assertThat(kept.body()).isEqualTo("waiting for the store: etcd is away");
        standing.stands();
        standing.seen(Optional.empty());
        assertThat(get("/ready").statusCode()).isEqualTo(503);
        follow(SELF);
        standing.elected();
        assertThat(get("/ready").body()).isEqualTo("this Marathon is elected and loads its state");
    }
}
