package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets the status and text of mesos.md §0.2, §0.5 and §1.1, and harms nobody. */
@Tag("e2e")
class BadInputTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static final String SUBSCRIBE =
            "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"root\",\"name\":\"x\"}}}";
    private static final String TEXT = "text/plain; charset=utf-8";

    private static RawScheduler witness;

    @BeforeAll
    static void aTaskRuns() {
        witness = new RawScheduler(CLUSTER.master(), Frameworks.modern("witness")).subscribe();
        witness.launch(Tasks.command("witness", "exec tail -f /dev/null"));
        witness.awaitState("witness", "TASK_RUNNING");
    }

    @AfterAll
    static void tearsDown() {
        witness.close();
    }

    @AfterEach
    void theServersGoOnAndTheTaskRuns() {
        assertThat(CLUSTER.component("master").isAlive()).isTrue();
        assertThat(CLUSTER.component("agent").isAlive()).isTrue();
        assertThat(CLUSTER.master().get("/health").status()).isEqualTo(200);
        assertThat(CLUSTER.agent().get("/health").status()).isEqualTo(200);
        assertThat(witness.statuses("witness"))
                .noneMatch(status -> Tasks.isTerminal(status.path("state").asText()));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("/api/v1/scheduler", "application/json", "{", 400),
                Arguments.of("/api/v1/scheduler", "application/json", "", 400),
                Arguments.of("/api/v1/scheduler", "application/json", "[]", 400),
                Arguments.of(
                        "/api/v1/scheduler", "application/json", "{\"type\":\"SUBSCRIBE\"}", 400),
                Arguments.of(
                        "/api/v1/scheduler", "application/json", "{\"type\":\"subscribe\"}", 400),
                Arguments.of(
                        "/api/v1/scheduler", "application/json", "{\"type\":\"TEARDOWN\"}", 400),
                Arguments.of("/api/v1/scheduler", "application/json", noUser(), 400),
                Arguments.of("/api/v1/scheduler", "application/x-protobuf", "\0\1\2garbage", 400),
                Arguments.of("/api/v1/scheduler", "text/plain", SUBSCRIBE, 415),
                Arguments.of("/api/v1/scheduler", "application/JSON", SUBSCRIBE, 415),
                Arguments.of(
                        "/api/v1/scheduler", "application/json; charset=utf-8", SUBSCRIBE, 415),
                Arguments.of("/api/v1/scheduler", "application/recordio", SUBSCRIBE, 415),
                Arguments.of("/api/v1", "application/json", "{\"type\":\"NO_SUCH_CALL\"}", 400),
                Arguments.of("/api/v1", "application/json", "nonsense", 400),
                Arguments.of("/api/v1", "application/json", "{\"type\":\"UNKNOWN\"}", 501),
                Arguments.of("/api/v1", "application/xml", "{\"type\":\"GET_HEALTH\"}", 415),
                Arguments.of("/api/v1", "application/x-protobuf", "\377\377\377", 400));
    }

    private static String noUser() {
        return SUBSCRIBE.replace("\"user\":\"root\",", "");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesAMalformedCallOfTheMaster(String path, String type, String body, int status)
            throws IOException {
        Answer answer = post(CLUSTER.master(), path, Map.of("Content-Type", type), body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo(TEXT);
        assertThat(answer.text()).isNotEmpty().doesNotEndWith("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"type\":\"NO_SUCH_CALL\"}", "[1,2]", ""})
    void refusesAMalformedCallOfTheAgent(String body) throws IOException {
        Answer answer =
                post(CLUSTER.agent(), "/api/v1", Map.of("Content-Type", "application/json"), body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @Test
    void namesTheMissingTypeAsAMasterDoes() throws IOException {
        Answer answer =
                post(
                        CLUSTER.master(),
                        "/api/v1",
                        Map.of("Content-Type", "application/json"),
                        "{\"type\":\"NO_SUCH_CALL\"}");
        assertThat(answer.text())
                .isEqualTo("Failed to validate master::Call: Expecting 'type' to be present");
    }

    @Test
    void refusesAMethodAndNamesTheOneItTakes() {
        Answer answer = CLUSTER.master().get("/api/v1/scheduler");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
        assertThat(answer.text())
                .isEqualTo(
                        "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
    }

    @Test
    void refusesACallWithoutContentTypeAndAnAcceptItCannotServe() throws IOException {
        assertThat(post(CLUSTER.master(), "/api/v1/scheduler", Map.of(), SUBSCRIBE).status())
                .isEqualTo(400);
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Accept", "text/html");
        assertThat(post(CLUSTER.master(), "/api/v1/scheduler", headers, SUBSCRIBE).status())
                .isEqualTo(406);
        String health = "{\"type\":\"GET_HEALTH\"}";
        assertThat(post(CLUSTER.master(), "/api/v1", headers, health).status()).isEqualTo(406);
    }

    @Test
    void holdsToItsRulesAboutStreamIds() throws IOException {
        String teardown =
                "{\"type\":\"SUPPRESS\",\"framework_id\":{\"value\":\""
                        + witness.frameworkId()
                        + "\"}}";
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        assertThat(post(CLUSTER.master(), "/api/v1/scheduler", headers, teardown).status())
                .as("no stream id")
                .isEqualTo(400);
        headers.put("Mesos-Stream-Id", "another");
        assertThat(post(CLUSTER.master(), "/api/v1/scheduler", headers, teardown).status())
                .as("a wrong stream id")
                .isEqualTo(400);
        headers.put("Mesos-Stream-Id", witness.streamId());
        assertThat(post(CLUSTER.master(), "/api/v1/scheduler", headers, SUBSCRIBE).status())
                .as("SUBSCRIBE with a stream id")
                .isEqualTo(400);
        String stranger = teardown.replace(witness.frameworkId(), "nobody");
        Answer unknown = post(CLUSTER.master(), "/api/v1/scheduler", headers, stranger);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).isEqualTo("Framework cannot be found");
    }

    @Test
    void takesRequestsWithoutAHostAndOfHttp10() throws IOException {
        for (String request : new String[] {"GET /health HTTP/1.1", "GET /version HTTP/1.0"}) {
            for (Endpoint server : List.of(CLUSTER.master(), CLUSTER.agent())) {
                try (Connection connection = Connection.tcp(server, Duration.ofSeconds(5))) {
                    connection.sendRaw((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    assertThat(connection.receive().status()).as(request).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void refusesARoleThatIsNotOneByAnErrorEvent() {
        RawScheduler scheduler =
                new RawScheduler(
                        CLUSTER.master(), Frameworks.old("bad-role").put("role", "no/../role"));
        JsonNode error = scheduler.subscribeExpectingError();
        scheduler.log().await("the end of the stream", e -> RawScheduler.isType(e, "CLOSED"));

        assertThat(error.at("/error/message").asText()).isNotEmpty();
        assertThat(scheduler.log().all().getFirst()).isEqualTo(error);
    }

    @Test
    void survivesRandomBytesOnEveryPort() throws IOException {
        Random random = new Random(20261124);
        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[1 + random.nextInt(4_000)];
            random.nextBytes(noise);
            Endpoint[] all = {CLUSTER.master(), CLUSTER.agent(), CLUSTER.executors()};
            try (Connection connection = Connection.tcp(all[i % 3], Duration.ofSeconds(5))) {
                connection.sendRaw(noise);
            }
        }
    }

    @Test
    void survivesRandomProtobufOnEveryCall() throws IOException {
        Random random = new Random(42);
        Map<String, String> headers = Map.of("Content-Type", "application/x-protobuf");
        for (int i = 0; i < 200; i++) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            String path = i % 2 == 0 ? "/api/v1" : "/api/v1/scheduler";
            Answer answer = CLUSTER.master().ask("POST", path, headers, body);
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "5", "-5\n{}", "99999999999999999999\n{}", "0\n", "3\n{}"})
    void refusesMalformedRecordIo(String body) throws IOException {
        Map<String, String> headers =
                Map.of(
                        "Content-Type", "application/recordio",
                        "Message-Content-Type", "application/json");
        Answer answer = post(CLUSTER.agent(), "/api/v1", headers, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @Test
    void doesNotServeFilesOutsideOfWhatItServes() {
        for (String path : new String[] {"/etc/passwd", "/master/log/../../etc/passwd", "../x"}) {
            assertThat(CLUSTER.agent().get("/files/read?path=" + path).status())
                    .as(path)
                    .isIn(400, 403, 404);
            assertThat(CLUSTER.master().get("/files/read?path=" + path).status())
                    .as(path)
                    .isIn(400, 403, 404);
        }
        assertThat(CLUSTER.master().get("/no/such/page").status()).isEqualTo(404);
    }

    private static Answer post(
            Endpoint endpoint, String path, Map<String, String> headers, String body)
            throws IOException {
        return endpoint.ask("POST", path, headers, body.getBytes(StandardCharsets.ISO_8859_1));
    }
}
