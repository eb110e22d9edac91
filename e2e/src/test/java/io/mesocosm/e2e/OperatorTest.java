package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Sandbox;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Json;
import io.mesocosm.e2e.wire.RecordStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and their tools read from master and agent (mesos.md §3, §5). */
@Tag("e2e")
class OperatorTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static RawScheduler scheduler;

    @BeforeAll
    static void aTaskRuns() {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("operated")).subscribe();
        scheduler.launch(
                Tasks.command(
                        "shown",
                        "ln -s /etc/passwd way-out; echo 0123456789; exec tail -f /dev/null"));
        scheduler.awaitState("shown", "TASK_RUNNING");
    }

    @AfterAll
    static void tearsDown() {
        scheduler.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/state", "/master/state", "/state/", "/state.json", "/master/state.json"})
    void servesTheStateUnderAllItsNames(String path) {
        JsonNode state = CLUSTER.master().get(path).json();

        assertThat(state.path("pid").asText()).isEqualTo("master@" + CLUSTER.master());
        assertThat(state.path("version").asText()).isEqualTo("1.11.0");
        assertThat(state.path("activated_slaves").asDouble()).isEqualTo(1);
        for (String field :
                new String[] {
                    "start_time",
                    "elected_time",
                    "id",
                    "hostname",
                    "capabilities",
                    "leader",
                    "leader_info",
                    "flags",
                    "slaves",
                    "recovered_slaves",
                    "frameworks",
                    "completed_frameworks",
                    "orphan_tasks",
                    "unregistered_frameworks"
                }) {
            assertThat(state.has(field)).as(field).isTrue();
        }
        JsonNode framework = Json.find(state.path("frameworks"), "id", scheduler.frameworkId());
        JsonNode task = Json.find(framework.path("tasks"), "id", "shown");
        assertThat(task.path("state").asText()).isEqualTo("TASK_RUNNING");
        assertThat(task.path("executor_id").asText()).isEmpty();
        assertThat(task.at("/resources/cpus").asDouble()).isEqualTo(0.1);
        assertThat(task.path("statuses")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/state-summary,slaves", "/slaves,slaves", "/frameworks,frameworks", "/tasks,tasks",
        "/roles,roles", "/flags,flags", "/version,version", "/metrics/snapshot,master/elected"
    })
    void servesItsOtherPages(String path, String field) {
        Answer answer = CLUSTER.master().get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has(field)).as(answer.text()).isTrue();
        assertThat(CLUSTER.master().get(path + "?jsonp=f").text()).startsWith("f(").contains(field);
    }

    @Test
    void redirectsToTheLeader() {
        Answer answer = CLUSTER.master().get("/master/redirect");
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("location")).isEqualTo("//" + CLUSTER.master());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET_HEALTH",
                "GET_VERSION",
                "GET_STATE",
                "GET_AGENTS",
                "GET_FRAMEWORKS",
                "GET_TASKS",
                "GET_EXECUTORS",
                "GET_ROLES",
                "GET_FLAGS"
            })
    void answersItsCalls(String type) {
        Answer answer = CLUSTER.master().post("/api/v1", "{\"type\":\"" + type + "\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("type").asText()).isEqualTo(type);
    }

    @Test
    void tellsSubscribersOfTasksAsTheyChange() throws IOException {
        try (Connection connection = Connection.tcp(CLUSTER.master(), Duration.ofSeconds(40))) {
            connection.send(
                    "POST",
                    "/api/v1",
                    Map.of("Content-Type", "application/json", "Accept", "application/json"),
                    "{\"type\":\"SUBSCRIBE\"}".getBytes(StandardCharsets.UTF_8));
            RecordStream stream = new RecordStream(connection);
            JsonNode first = stream.next().orElseThrow();
            assertThat(first.path("type").asText()).isEqualTo("SUBSCRIBED");
            assertThat(first.at("/subscribed/get_state/get_tasks/tasks")).isNotEmpty();
            assertThat(stream.next().orElseThrow().path("type").asText()).isEqualTo("HEARTBEAT");
            scheduler.launch(Tasks.command("told", "exit 0"));

            List<String> states = new ArrayList<>();
            while (!states.contains("TASK_FINISHED")) {
                JsonNode event = stream.next().orElseThrow();
                if (event.at("/task_added/task/task_id/value").asText().equals("told")) {
                    states.add("ADDED");
                } else if (event.at("/task_updated/status/task_id/value").asText().equals("told")) {
                    // Beside it `state` is the latest, and may be ahead of this update.
                    states.add(event.at("/task_updated/status/state").asText());
                }
            }
            assertThat(states).startsWith("ADDED").contains("TASK_RUNNING");
        }
    }

    @Test
    void readsASandboxThroughTheMasterByThePailersProtocol() {
        String file = sandboxFile("stdout");
        String agent = "/agent/" + CLUSTER.registeredAgent().path("id").asText();
        JsonNode size = CLUSTER.master().get(agent + "/files/read?path=" + file).json();
        assertThat(size.path("data").asText()).isEmpty();
        assertThat(size.path("offset").asInt()).isGreaterThanOrEqualTo(11);
        String part = agent + "/files/read?path=" + file + "&offset=";
        String text = CLUSTER.master().get(part + "0&length=65536").json().path("data").asText();
        assertThat(text).contains("0123456789\n");
        int at = text.indexOf("0123456789");
        assertThat(CLUSTER.master().get(part + (at + 3) + "&length=4").json().path("data").asText())
                .isEqualTo("3456");
        Answer download = CLUSTER.master().get(agent + "/files/download?path=" + file);
        assertThat(download.text()).isEqualTo(text);
        assertThat(download.header("content-disposition")).contains("attachment");
        assertThat(CLUSTER.master().get("/agent/nobody/files/read?path=" + file).status())
                .isEqualTo(404);
    }

    @Test
    void followsNoSymbolicLinkOutOfASandbox() {
        for (String path : new String[] {"way-out", "../../../../../../../../../etc/passwd"}) {
            Answer answer =
                    CLUSTER.agent()
                            .get("/files/read?offset=0&length=100&path=" + sandboxFile(path));
            assertThat(answer.status()).as(answer.toString()).isIn(400, 403, 404);
            assertThat(answer.text()).doesNotContain("root:");
        }
    }

    @Test
    void theAgentShowsItsContainersAndWhatTheyUse() {
        JsonNode containers = CLUSTER.agent().get("/containers").json();
        JsonNode container = Json.find(containers, "executor_id", "shown");
        assertThat(container.path("container_id").asText()).isNotEmpty();
        JsonNode statistics = CLUSTER.agent().get("/monitor/statistics").json();
        JsonNode used = Json.find(statistics, "executor_id", "shown").path("statistics");
        assertThat(used.path("mem_rss_bytes").asLong()).isPositive();
        assertThat(used.path("timestamp").asDouble()).isPositive();
        JsonNode state = CLUSTER.agent().get("/slave(1)/state").json();
        assertThat(state.path("id")).isEqualTo(CLUSTER.registeredAgent().path("id"));
        assertThat(state.path("pid").asText()).isEqualTo("slave(1)@" + CLUSTER.agent());
        assertThat(CLUSTER.agent().get("/metrics/snapshot").json().has("slave/registered"))
                .isTrue();
    }

    @Test
    void tellsServiceDiscoveryWhereATaskIs() {
        JsonNode framework =
                Json.find(
                        CLUSTER.master().get("/frameworks").json().path("frameworks"),
                        "id",
                        scheduler.frameworkId());
        JsonNode task = Json.find(framework.path("tasks"), "id", "shown");
        JsonNode status = Json.elements(task.path("statuses")).toList().getLast();
        assertThat(status.at("/container_status/container_id/value").asText()).isNotEmpty();
        assertThat(
                        status.at("/container_status/network_infos/0/ip_addresses/0/ip_address")
                                .asText())
                .isNotEmpty();
        assertThat(status.path("container_status").has("executor_pid")).isFalse();
        assertThat(task.path("slave_id")).isEqualTo(CLUSTER.registeredAgent().path("id"));
    }

    @Test
    void exportersFindTheSameNumbersOnMasterAndAgent() {
        JsonNode master = CLUSTER.master().get("/metrics/snapshot?timeout=100ms").json();
        JsonNode agent = CLUSTER.agent().get("/metrics/snapshot?timeout=100ms").json();
        assertThat(master.path("master/cpus_total")).isEqualTo(agent.path("slave/cpus_total"));
        assertThat(master.path("master/mem_total")).isEqualTo(agent.path("slave/mem_total"));
        assertThat(master.path("allocator/mesos/resources/cpus/total"))
                .isEqualTo(master.path("master/cpus_total"));
        assertThat(master.path("master/tasks_running").asDouble()).isPositive();
        assertThat(agent.path("slave/tasks_running").asDouble()).isPositive();
        assertThat(agent.path("slave/executors_running").asDouble()).isPositive();
        assertThat(agent.path("slave/valid_status_updates").asDouble()).isGreaterThan(1);
        assertThat(master.path("registrar/state_store_ms").asDouble()).isPositive();
        assertThat(master.path("registrar/state_fetch_ms").asDouble()).isPositive();
    }

    private static String sandboxFile(String name) {
        String path = new Sandbox(CLUSTER).directory(scheduler, "shown") + "/" + name;
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
}
