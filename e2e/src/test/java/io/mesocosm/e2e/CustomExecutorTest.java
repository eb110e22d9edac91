package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.executor.CustomExecutor;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An executor written by others, started by its command (mesos.md §2). */
@Tag("e2e")
class CustomExecutorTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static RawScheduler scheduler;

    @BeforeAll
    static void subscribes() {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("custom")).subscribe();
    }

    @AfterAll
    static void tearsDown() {
        scheduler.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void runsTasksAndPassesMessagesBothWays(String transport) {
        String executor = "executor-" + transport;
        JsonNode running = launch(executor, transport, transport + "-1");
        assertThat(running.at("/executor_id/value").asText()).isEqualTo(executor);
        message(executor, "hello");
        String sent = Base64.getEncoder().encodeToString("hello".getBytes(StandardCharsets.UTF_8));
        scheduler
                .log()
                .await(
                        "the message back",
                        event ->
                                RawScheduler.isType(event, "MESSAGE")
                                        && event.at("/message/executor_id/value")
                                                .asText()
                                                .equals(executor)
                                        && event.at("/message/data").asText().equals(sent));
        message(executor, "finish " + transport + "-1");

        assertThat(scheduler.awaitEnd(transport + "-1").path("state").asText())
                .isEqualTo("TASK_FINISHED");
    }

    @Test
    void runsAFurtherTaskOnTheSameExecutorAndKillsIt() {
        JsonNode first = launch("shared", "http", "shared-1");
        JsonNode second = launch("shared", "http", "shared-2");
        assertThat(second.path("message")).isEqualTo(first.path("message"));
        scheduler.kill("shared-2");

        assertThat(scheduler.awaitEnd("shared-2").path("state").asText()).isEqualTo("TASK_KILLED");
        assertThat(scheduler.statuses("shared-1"))
                .noneMatch(status -> Tasks.isTerminal(status.path("state").asText()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "unix"})
    void survivesARestartOfTheAgentWithUnacknowledgedUpdates(String transport) {
        String executor = "survivor-" + transport;
        String task = executor + "-1";
        JsonNode before = launch(executor, transport, task);
        CLUSTER.component("agent").kill();
        CLUSTER.component("agent").start();
        // Messages are best effort: one sent before the executor is back is lost.
        Awaitility.await("the end of " + task)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            message(executor, "finish " + task);
                            return scheduler.statuses(task).stream()
                                    .anyMatch(s -> Tasks.isTerminal(s.path("state").asText()));
                        });

        assertThat(scheduler.awaitEnd(task).path("message")).isEqualTo(before.path("message"));
        assertThat(scheduler.awaitEnd(task).path("state").asText()).isEqualTo("TASK_FINISHED");
    }

    @Test
    void tellsTheSchedulerWhenAnExecutorExits() {
        JsonNode running = launch("dying", "http", "dying-1");
        String pid = running.path("message").asText().substring("pid ".length());
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

        assertThat(scheduler.awaitEnd("dying-1").path("state").asText()).isEqualTo("TASK_FAILED");
        scheduler
                .log()
                .await(
                        "FAILURE of the executor",
                        event ->
                                RawScheduler.isType(event, "FAILURE")
                                        && event.at("/failure/executor_id/value")
                                                .asText()
                                                .equals("dying"));
    }

    @Test
    void refusesCallsThatNoExecutorOfItsMayMake() {
        String update =
                "{'type': 'UPDATE', 'framework_id': {'value': 'none'}, 'executor_id': {'value': 'none'}, 'update': {'status': {'task_id': {'value': 't'}, 'state': 'TASK_RUNNING', 'source': 'SOURCE_EXECUTOR', 'uuid': 'AAAAAAAAAAAAAAAAAAAAAA=='}}}"
                        .replace('\'', '"');

        assertThat(post(update).status()).isEqualTo(400);
        assertThat(post("{").status()).isEqualTo(400);
        assertThat(post("{\"type\": \"SUBSCRIBE\"}").status()).isEqualTo(400);
        assertThat(CLUSTER.executors().get("/api/v1/executor").status()).isEqualTo(405);
    }

    private static Answer post(String json) {
        return CLUSTER.executors().post("/api/v1/executor", json);
    }

    private static JsonNode launch(String executor, String transport, String id) {
        ObjectNode task = Tasks.command(id, "");
        task.remove("command");
        ObjectNode info = CustomExecutor.info(executor, transport);
        info.putObject("framework_id").put("value", scheduler.frameworkId());
        task.set("executor", info);
        JsonNode offer = scheduler.log().takeOffer(1, 512);
        task.set("agent_id", offer.path("agent_id"));
        ObjectNode operation = Json.of("{type: 'LAUNCH'}");
        operation.putObject("launch").set("task_infos", Json.array(List.of(task)));
        assertThat(scheduler.accept(offer, operation).status()).isEqualTo(202);
        return scheduler.awaitState(id, "TASK_RUNNING");
    }

    private static void message(String executor, String text) {
        ObjectNode call = Json.of("{type: 'MESSAGE'}");
        ObjectNode message = call.putObject("message");
        message.putObject("agent_id").put("value", CLUSTER.registeredAgent().path("id").asText());
        message.putObject("executor_id").put("value", executor);
        message.put(
                "data", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(scheduler.call(call).status()).isEqualTo(202);
    }
}
