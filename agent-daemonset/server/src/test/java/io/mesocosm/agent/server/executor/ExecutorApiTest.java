package io.mesocosm.agent.server.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.agent.server.Http;
import io.mesocosm.agent.server.TestAgent;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.protocol.v1.TaskInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The executor API: who is let in, in which order it is judged, and what comes back (spec section
 * 2).
 */
class ExecutorApiTest {
    private static final String PATH = "/api/v1/executor";
    private static final String IDS =
            "\"framework_id\":{\"value\":\"F\"},\"executor_id\":{\"value\":\"e\"}";
    private static final String SUBSCRIBE =
            "{\"type\":\"SUBSCRIBE\","
                    + IDS
                    + ",\"subscribe\":{\"unacknowledged_tasks\":[],\"unacknowledged_updates\":[]}}";

    @TempDir static Path folder = Path.of("");

    private TestAgent agent = start();
    private ContainerId container = ContainerId.of("none");

    private static TestAgent start() {
        try {
            return new TestAgent(Files.createTempDirectory(folder, "agent"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void runsATaskOfACustomExecutor() {
        TaskInfo task =
                TestAgent.task(
                        "t",
                        "'executor':{'executor_id':{'value':'e'},'command':{'value':'./executor'}}");
        await().untilAsserted(
                        () ->
                                assertThat(Http.get(agent.port(), "/state").body())
                                        .contains("master-S0"));
        agent.master.run(TestAgent.framework(), task);
        container = agent.container();
    }

    @AfterEach
    void ends() throws IOException {
        agent.close();
    }

    private static String update(String state, String more) {
        return "{\"type\":\"UPDATE\","
                + IDS
                + ",\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},\"state\":\""
                + state
                + "\",\"source\":\"SOURCE_EXECUTOR\",\"uuid\":\"AAECAwQFBgcICQoLDA0ODw==\""
                + more
                + "}}}";
    }

    private int post(String body) throws Exception {
        return Http.post(agent.executorPort(), PATH, body).status();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | application/json       | {}   | 405",
                "POST |                        | {}   | 400",
                "POST | application/JSON       | {}   | 415",
                "POST | application/recordio   | {}   | 415",
                "POST | application/json       | nope | 400",
                "POST | application/x-protobuf | {}   | 400",
            })
    void judgesMethodThenTypeThenBody(String method, @Nullable String type, String body, int status)
            throws Exception {
        Map<String, String> headers = type == null ? Map.of() : Map.of("Content-Type", type);
        assertThat(Http.send(agent.executorPort(), method, PATH, headers, body).status())
                .isEqualTo(status);
    }

    @Test
    void refusesWhatIsMissingOrWrongInACall() throws Exception {
        assertThat(post("{" + IDS + "}")).as("no type").isEqualTo(400);
        assertThat(post("{\"type\":\"UNKNOWN\"," + IDS + "}")).isEqualTo(501);
        assertThat(post("{\"type\":\"SUBSCRIBE\"," + IDS + "}")).as("no subscribe").isEqualTo(400);
        assertThat(post("{\"type\":\"UPDATE\"," + IDS + "}")).as("no update").isEqualTo(400);
        assertThat(post("{\"type\":\"MESSAGE\"," + IDS + "}")).as("no message").isEqualTo(400);
        assertThat(post(update("TASK_STAGING", ""))).isEqualTo(400);
        assertThat(post(update("TASK_RUNNING", ",\"executor_id\":{\"value\":\"other\"}")))
                .isEqualTo(400);
        assertThat(post(update("TASK_RUNNING", "").replace("SOURCE_EXECUTOR", "SOURCE_AGENT")))
                .isEqualTo(400);
        assertThat(post(update("TASK_RUNNING", "").replace("AAECAwQFBgcICQoLDA0ODw==", "AAEC")))
                .isEqualTo(400);
    }

    @Test
    void refusesStrangersAndExecutorsThatHaveNotSubscribed() throws Exception {
        assertThat(post(update("TASK_RUNNING", ""))).as("not subscribed").isEqualTo(403);
        Http.Answer framework =
                Http.post(agent.executorPort(), PATH, SUBSCRIBE.replace("\"F\"", "\"X\""));
        assertThat(framework.status()).isEqualTo(400);
        assertThat(framework.body()).isEqualTo("Framework cannot be found");
        Http.Answer executor =
                Http.post(agent.executorPort(), PATH, SUBSCRIBE.replace("\"e\"", "\"x\""));
        assertThat(executor.status()).isEqualTo(400);
        assertThat(executor.body()).isEqualTo("Executor cannot be found");
    }

    @Test
    void takesAHeartbeatFromAnyone() throws Exception {
        assertThat(
                        post(
                                "{\"type\":\"HEARTBEAT\",\"framework_id\":{\"value\":\"dummy\"},"
                                        + "\"executor_id\":{\"value\":\"dummy\"}}"))
                .isEqualTo(202);
    }

    @Test
    void needsAnAcceptableAcceptForSubscribeOnly() throws Exception {
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Accept", "text/html");
        assertThat(Http.send(agent.executorPort(), "POST", PATH, headers, SUBSCRIBE).status())
                .isEqualTo(406);
    }

    @Test
    void deliversTasksAndTakesUpdates() throws Exception {
        try (Http.Records events =
                Http.stream(agent.executorPort(), "/slave(1)" + PATH, SUBSCRIBE)) {
            JsonNode subscribed = json(events.next());
            assertThat(subscribed.path("type").asText()).isEqualTo("SUBSCRIBED");
            assertThat(subscribed.at("/subscribed/agent_info/id/value").asText())
                    .isEqualTo("master-S0");
            assertThat(subscribed.at("/subscribed/container_id/value").asText())
                    .isEqualTo(container.value());
            assertThat(json(events.next()).at("/launch/task/task_id/value").asText())
                    .isEqualTo("t");
            assertThat(post(update("TASK_RUNNING", ",\"data\":\"eHl6\""))).isEqualTo(202);
            agent.awaitStates("t", "TASK_RUNNING");
            assertThat(agent.master.statuses.getLast().getData().toStringUtf8())
                    .as("what the agent does not know of goes through")
                    .isEqualTo("xyz");
            assertThat(
                            agent.master
                                    .statuses
                                    .getLast()
                                    .getContainerStatus()
                                    .getContainerId()
                                    .getValue())
                    .isEqualTo(container.value());
            assertThat(json(events.next()).path("type").asText()).isEqualTo("ACKNOWLEDGED");
        }
    }

    @Test
    void letsAnExecutorComeBackAfterARestartOfTheAgent() throws Exception {
        try (Http.Records events = Http.stream(agent.executorPort(), PATH, SUBSCRIBE)) {
            assertThat(events.next()).contains("SUBSCRIBED");
            assertThat(events.next()).contains("LAUNCH");
            assertThat(post(update("TASK_RUNNING", ""))).isEqualTo(202);
            agent.awaitStates("t", "TASK_RUNNING");
        }
        agent.restart();
        try (Http.Records events = Http.stream(agent.executorPort(), PATH, SUBSCRIBE)) {
            assertThat(events.next()).contains("SUBSCRIBED");
            String finished = update("TASK_FINISHED", "").replace("AAECAwQ", "BBECAwQ");
            assertThat(post(finished)).isEqualTo(202);
            agent.awaitStates("t", "TASK_RUNNING", "TASK_FINISHED");
        }
    }

    @Test
    void destroysAnExecutorThatDoesNotComeBack() throws Exception {
        try (Http.Records events = Http.stream(agent.executorPort(), PATH, SUBSCRIBE)) {
            assertThat(events.next()).contains("SUBSCRIBED");
            assertThat(post(update("TASK_RUNNING", ""))).isEqualTo(202);
            agent.awaitStates("t", "TASK_RUNNING");
        }
        agent.restart();
        agent.awaitStates("t", "TASK_RUNNING", "TASK_FAILED");
        assertThat(agent.master.statuses.getLast().getReason().name())
                .isEqualTo("REASON_EXECUTOR_REREGISTRATION_TIMEOUT");
    }

    @Test
    void isReachedByTheSocketInTheSandboxBeforeAndAfterARestart() throws Exception {
        assertThat(throughSocket()).contains("202");
        agent.restart();
        assertThat(throughSocket()).contains("202");
    }

    private String throughSocket() throws IOException {
        ContainerConfig config = agent.containers().config(container);
        Path socket = Path.of(String.valueOf(config.environment().get("MESOS_DOMAIN_SOCKET")));
        assertThat(Files.exists(config.sandbox().resolve("executor.sock"))).isTrue();
        String body = "{\"type\":\"HEARTBEAT\"," + IDS + "}";
        String request =
                "POST "
                        + PATH
                        + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (channel.read(buffer.clear()) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
            }
            return answer.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
    }
}
