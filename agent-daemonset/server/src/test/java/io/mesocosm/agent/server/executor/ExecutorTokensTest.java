package io.mesocosm.agent.server.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.server.Http;
import io.mesocosm.agent.server.TestAgent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens by which executors prove who they are (spec §2, §9). */
class ExecutorTokensTest {
    private static final String PATH = "/api/v1/executor";
    private static final String CALL =
            """
            {"type":"%s","framework_id":{"value":"F"},"executor_id":{"value":"e"},
             "subscribe":{"unacknowledged_tasks":[],"unacknowledged_updates":[]},
             "message":{"data":"eHl6"}}
            """;
    private static final byte[] KEY = "a key of the tests".getBytes(UTF_8);
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final ExecutorKey EXECUTOR = new ExecutorKey("F", "e");

    private final ExecutorTokens tokens = new ExecutorTokens(KEY);

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As anybody makes one who has the key. */
    private static String token(String header, String payload, byte[] key) throws Exception {
        String signed = base64(header.getBytes(UTF_8)) + "." + base64(payload.getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return signed + "." + base64(mac.doFinal(signed.getBytes(UTF_8)));
    }

    @Test
    void areJsonWebTokensWithMesossClaims() throws Exception {
        String token = tokens.of(EXECUTOR, new ContainerId("C", null));
        assertThat(token)
                .isEqualTo(
                        token(
                                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                                "{\"fid\":\"F\",\"eid\":\"e\",\"cid\":\"C\"}",
                                KEY));
        assertThat(tokens.read(token, NOW)).contains(new ExecutorTokens.Claims("F", "e", "C"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"alg\":\"none\"}  | {\"fid\":\"F\"}",
                "{\"alg\":\"HS512\"} | {\"fid\":\"F\"}",
                "{\"alg\":\"HS256\"} | {\"fid\":\"F\",\"exp\":1000}",
                "{\"alg\":\"HS256\"} | no JSON",
                "no JSON           | {\"fid\":\"F\"}",
            })
    void areRefusedWhateverTheirSignature(String header, String payload) throws Exception {
        assertThat(tokens.read(token(header, payload, KEY), NOW)).isEmpty();
    }

    @Test
    void areRefusedWithAnotherSignatureOrNone() throws Exception {
        String header = "{\"alg\":\"HS256\"}";
        String foreign = token(header, "{\"fid\":\"F\"}", "another key".getBytes(UTF_8));
        String own = token(header, "{\"fid\":\"F\",\"exp\":1001}", KEY);
        assertThat(tokens.read(own, NOW)).isPresent();
        assertThat(tokens.read(foreign, NOW)).isEmpty();
        for (String wrong :
                new String[] {
                    "",
                    "..",
                    "a.b.c",
                    own.substring(0, own.lastIndexOf('.') + 1),
                    own + ".x",
                    own + "!"
                }) {
            assertThat(tokens.read(wrong, NOW)).as(wrong).isEmpty();
        }
    }

    private static int post(TestAgent agent, String type, @Nullable String token) throws Exception {
        Map<String, String> headers = new HashMap<>(Http.JSON);
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        return Http.send(agent.executorPort(), "POST", PATH, headers, CALL.formatted(type))
                .status();
    }

    /** An agent that runs an executor, whose token is given back. */
    private static String run(TestAgent agent) throws Exception {
        await().untilAsserted(
                        () ->
                                assertThat(Http.get(agent.port(), "/state").body())
                                        .contains("master-S0"));
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t",
                        "'executor':{'executor_id':{'value':'e'},'command':{'value':'./executor'}}"));
        return agent.containers()
                .config(agent.container())
                .environment()
                .getOrDefault("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "");
    }

    @Test
    void letInTheExecutorAloneWhoseTheyAre(@TempDir Path folder) throws Exception {
        try (TestAgent agent = TestAgent.withTokens(folder, tokens)) {
            String own = run(agent);
            String container = agent.container().value();
            assertThat(own).isEqualTo(tokens.of(EXECUTOR, new ContainerId(container, null)));

            assertThat(post(agent, "HEARTBEAT", null)).isEqualTo(401);
            assertThat(post(agent, "MESSAGE", "made.up.token")).isEqualTo(401);
            Http.Answer refused =
                    Http.post(agent.executorPort(), PATH, CALL.formatted("SUBSCRIBE"));
            assertThat(refused.headers().get("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"mesos-agent-executor\"");
            for (String foreign :
                    new String[] {
                        tokens.of(new ExecutorKey("F", "other"), new ContainerId(container, null)),
                        tokens.of(new ExecutorKey("G", "e"), new ContainerId(container, null)),
                        tokens.of(EXECUTOR, new ContainerId("another", null))
                    }) {
                assertThat(post(agent, "SUBSCRIBE", foreign)).isEqualTo(403);
            }
            assertThat(post(agent, "HEARTBEAT", own)).isEqualTo(202);
            assertThat(post(agent, "MESSAGE", own)).as("not subscribed yet").isEqualTo(403);
        }
    }

    @Test
    void areNeitherGivenNorAskedForWithoutAKey(@TempDir Path folder) throws Exception {
        try (TestAgent agent = new TestAgent(folder)) {
            assertThat(run(agent)).isEmpty();
            assertThat(post(agent, "HEARTBEAT", null)).isEqualTo(202);
        }
    }
}
