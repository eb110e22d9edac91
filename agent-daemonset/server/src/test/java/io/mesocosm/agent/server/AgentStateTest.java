package io.mesocosm.agent.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.telemetry.MetricTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tools read of an agent, field by field (spec sections 4, 5.2, 5.4 and 11). */
class AgentStateTest {
    @TempDir static Path folder = Path.of("");

    private final TestAgent agent = start();

    private static TestAgent start() {
        try {
            return new TestAgent(Files.createTempDirectory(folder, "agent"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void isRegistered() {
        await().until(() -> get("/state").path("id").asText().equals("master-S0"));
    }

    @AfterEach
    void ends() throws Exception {
        agent.close();
    }

    private JsonNode get(String path) throws Exception {
        return new ObjectMapper().readTree(Http.get(agent.port(), path).body());
    }

    private JsonNode call(String call) throws Exception {
        return new ObjectMapper()
                .readTree(Http.post(agent.port(), "/api/v1", call.replace('\'', '"')).body());
    }

    private JsonNode executor() throws Exception {
        return get("/state").at("/frameworks/0/executors/0");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private ContainerId runs(String task) {
        agent.master.run(TestAgent.framework(), task(task));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        return agent.container();
    }

    private static TaskInfo task(String more) {
        return TestAgent.task("t", more);
    }

    @Test
    void aCommandTasksExecutorHasTheNameAndTheShareThatMesosGivesIt() throws Exception {
        runs(
                "'command':{'value':'sleep 1000 && echo done'},'labels':{'labels':[{'key':'k','value':'v'}]}");
        JsonNode executor = executor();
        assertThat(executor.path("name").asText())
                .isEqualTo("Command Executor (Task: t) (Command: sh -c 'sleep 1000 &...')");
        assertThat(executor.path("source").asText()).isEqualTo("t");
        assertThat(executor.path("resources").path("cpus").asDouble()).isEqualTo(1.1);
        assertThat(executor.path("resources").path("mem").asDouble()).isEqualTo(96);
        assertThat(executor.at("/labels/0/key").asText()).isEqualTo("k");
        assertThat(executor.has("type")).isFalse();
        assertThat(executor.at("/tasks/0/resources/mem").asDouble()).isEqualTo(64);
        assertThat(executor.at("/tasks/0").has("user")).isFalse();
    }

    @Test
    void aStatusTellsItsContainerAndNothingOfItsProcess() throws Exception {
        runs("'command':{'value':'work','user':'nobody'}");
        JsonNode task = executor().at("/tasks/0");
        assertThat(task.path("user").asText()).isEqualTo("nobody");
        JsonNode status = task.at("/statuses/1");
        assertThat(names(status)).containsExactly("state", "timestamp", "container_status");
        assertThat(names(status.path("container_status")))
                .containsExactly("container_id", "network_infos");
        JsonNode address = status.at("/container_status/network_infos/0/ip_addresses/0");
        assertThat(address.path("ip_address").asText()).isEqualTo("127.0.0.1");
        assertThat(address.path("protocol").asText()).isEqualTo("IPv4");
    }

    @Test
    void anInfiniteLimitIsStillJson() throws Exception {
        runs(
                "'command':{'value':'work'},'limits':{'cpus':{'value':'Infinity'},'mem':{'value':128}}");
        JsonNode limits = executor().at("/tasks/0/limits");
        assertThat(limits.path("cpus").asText()).isEqualTo("Infinity");
        assertThat(limits.path("mem").asDouble()).isEqualTo(128);
    }

    @Test
    void aTaskThatHasEndedIsACompletedOneBeforeItsLastUpdateIsAcknowledged() throws Exception {
        agent.master.acknowledging = false;
        agent.master.run(TestAgent.framework(), task("'command':{'value':'work'}"));
        ContainerId container = agent.container();
        await().until(() -> !executor().path("tasks").isEmpty());
        agent.containers().exit(container, Termination.exited(0));
        await().until(() -> executor().path("tasks").isEmpty());
        assertThat(executor().at("/completed_tasks/0/state").asText()).isEqualTo("TASK_FINISHED");
        assertThat(call("{'type':'GET_TASKS'}").at("/get_tasks/terminated_tasks")).hasSize(1);
    }

    @Test
    void aQueuedTaskIsToldAsItWasSent() throws Exception {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.json(
                        "{'name':'n','task_id':{'value':'q'},'agent_id':{'value':'master-S0'},"
                                + "'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':1},"
                                + "'allocation_info':{'role':'dev'}}],'executor':"
                                + "{'executor_id':{'value':'e'},'framework_id':{'value':'F'},'source':'src',"
                                + "'command':{'value':'./executor'}}}",
                        TaskInfo.getDefaultInstance()));
        await().until(() -> !executor().path("queued_tasks").isEmpty());
        JsonNode queued = executor().at("/queued_tasks/0");
        assertThat(names(queued))
                .containsExactly("id", "name", "slave_id", "resources", "role", "executor_id");
        assertThat(queued.path("executor_id").asText()).isEqualTo("e");
        JsonNode executor = executor();
        assertThat(executor.path("source").asText()).isEqualTo("src");
        assertThat(executor.has("type")).as("none was given").isFalse();
        assertThat(executor.has("role")).as("it has no resources of its own").isFalse();
    }

    @Test
    void countersGrowAndGaugesFall() throws Exception {
        ContainerId container = runs("'command':{'value':'work'}");
        JsonNode before = get("/metrics/snapshot");
        assertThat(before.path("slave/tasks_running").asDouble()).isEqualTo(1);
        assertThat(before.path("slave/executors_running").asDouble()).isEqualTo(1);
        assertThat(before.path("slave/cpus_used").asDouble()).isEqualTo(1.1);
        assertThat(before.path("slave/cpus_percent").asDouble()).isEqualTo(1.1 / 4);
        agent.containers().exit(container, Termination.exited(0));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
        await().until(() -> get("/metrics/snapshot").path("slave/cpus_used").asDouble() == 0);
        JsonNode after = get("/metrics/snapshot");
        assertThat(after.path("slave/tasks_running").asDouble()).isZero();
        assertThat(after.path("slave/tasks_finished").asDouble()).isEqualTo(1);
        assertThat(after.path("slave/executors_terminated").asDouble()).isEqualTo(1);
        assertThat(after.path("gc/path_removals_pending").asDouble()).isEqualTo(1);
    }

    @Test
    void countsFetchesAndLaunchesThatFail() throws Exception {
        agent.master.run(
                TestAgent.framework(),
                task("'command':{'value':'work','uris':[{'value':'/no/such/file'}]}"));
        agent.awaitStates("t", "TASK_FAILED");
        JsonNode metrics = get("/metrics/snapshot");
        assertThat(metrics.path("containerizer/fetcher/task_fetches_failed").asDouble())
                .isEqualTo(1);
        assertThat(metrics.path("slave/container_launch_errors").asDouble()).isEqualTo(1);
    }

    @Test
    void tellsAllOfTheTableOfMetricsAndNothingElse() throws Exception {
        runs("'command':{'value':'work'}");
        Set<String> told = new TreeSet<>(names(get("/metrics/snapshot")));
        assertThat(MetricTable.builtIn().differences(told, "Every component of Mesos", "Agent"))
                .isEmpty();
    }

    @Test
    void tellsPrometheusBesideTheSnapshot() throws Exception {
        runs("'command':{'value':'work'}");
        assertThat(Http.get(agent.port(), "/metrics").body())
                .contains("# TYPE slave_tasks_running gauge\nslave_tasks_running 1.0\n")
                .contains(
                        "# TYPE slave_tasks_failed_total counter\nslave_tasks_failed_total 0.0\n");
        assertThat(Http.get(agent.port(), "/metrics/other").status()).isEqualTo(404);
    }

    @Test
    void hasTheMetricsThatExportersAskFor() throws Exception {
        assertThat(names(get("/metrics/snapshot")))
                .contains(
                        "slave/registered",
                        "slave/uptime_secs",
                        "slave/recovery_errors",
                        "slave/recovery_time_secs",
                        "slave/executor_directory_max_allowed_age_secs",
                        "slave/executors_preempted",
                        "slave/valid_status_updates",
                        "slave/invalid_status_updates",
                        "slave/valid_framework_messages",
                        "slave/invalid_framework_messages",
                        "slave/gpus_revocable_percent",
                        "slave/mem_revocable_total",
                        "slave/tasks_killing",
                        "slave/tasks_gone",
                        "slave/tasks_error",
                        "gc/path_removals_succeeded",
                        "containerizer/mesos/container_destroy_errors",
                        "containerizer/fetcher/cache_size_total_bytes",
                        "system/cpus_total",
                        "system/load_1min",
                        "system/mem_free_bytes")
                .doesNotContain("slave/tasks_unreachable", "slave/tasks_unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "GET_OPERATIONS, get_operations",
        "GET_RESOURCE_PROVIDERS, get_resource_providers",
        "GET_LOGGING_LEVEL, get_logging_level"
    })
    void answersTheCallsThatHaveLittleToTell(String type, String field) throws Exception {
        JsonNode answer = call("{'type':'" + type + "'}");
        assertThat(answer.path("type").asText()).isEqualTo(type);
        assertThat(answer.has(field)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "READ_FILE, read_file, /file",
        "READ_FILE, read_file, /way/passwd",
        "READ_FILE, read_file, /../../../../../../../../../../../../etc/passwd",
        "LIST_FILES, list_files, /way",
        "LIST_FILES, list_files, /.."
    })
    void noCallLeadsOutOfASandbox(String type, String field, String path) throws Exception {
        ContainerId container = runs("'command':{'value':'work'}");
        Path sandbox = agent.containers().config(container).sandbox();
        Files.createSymbolicLink(sandbox.resolve("file"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(sandbox.resolve("way"), Path.of("/etc"));
        Http.Answer answer =
                Http.post(
                        agent.port(),
                        "/api/v1",
                        "{'type':'%s','%s':{'path':'%s','offset':0}}"
                                .formatted(type, field, sandbox + path)
                                .replace('\'', '"'));
        assertThat(answer.status()).as(answer.toString()).isIn(403, 404);
        for (String endpoint :
                List.of("/files/read?offset=0&", "/files/download?", "/files/browse?")) {
            assertThat(Http.get(agent.port(), endpoint + "path=" + sandbox + path).status())
                    .as(endpoint)
                    .isIn(400, 403, 404);
        }
    }

    @Test
    void readsAndListsASandboxByItsCalls() throws Exception {
        ContainerId container = runs("'command':{'value':'work'}");
        Path sandbox = agent.containers().config(container).sandbox();
        Files.writeString(sandbox.resolve("stdout"), "hello");
        JsonNode read =
                call(
                        "{'type':'READ_FILE','read_file':{'path':'"
                                + sandbox
                                + "/stdout','offset':1}}");
        assertThat(read.at("/read_file/size").asLong()).isEqualTo(5);
        assertThat(new String(read.at("/read_file/data").binaryValue(), UTF_8)).isEqualTo("ello");
        JsonNode list = call("{'type':'LIST_FILES','list_files':{'path':'" + sandbox + "'}}");
        JsonNode file = list.at("/list_files/file_infos/0");
        assertThat(file.path("path").asText()).isEqualTo(sandbox + "/stdout");
        assertThat(file.path("size").asLong()).isEqualTo(5);
        assertThat(file.at("/mtime/nanoseconds").asLong()).isPositive();
        assertThat(file.path("mode").asInt() & 0170000).isEqualTo(0100000);
    }

    @Test
    void changesHowMuchItLogs() throws Exception {
        Http.Answer set =
                Http.post(
                        agent.port(),
                        "/api/v1",
                        "{\"type\":\"SET_LOGGING_LEVEL\",\"set_logging_level\":"
                                + "{\"level\":1,\"duration\":{\"nanoseconds\":60000000000}}}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(Http.get(agent.port(), "/logging/toggle").body()).isEqualTo("1\n");
        assertThat(Http.get(agent.port(), "/logging/toggle?level=0").status()).isEqualTo(400);
        assertThat(Http.get(agent.port(), "/logging/toggle?level=0&duration=1secs").status())
                .isEqualTo(200);
        assertThat(call("{'type':'GET_LOGGING_LEVEL'}").at("/get_logging_level/level").asInt(-1))
                .isZero();
        assertThat(get("/system/stats.json").path("cpus_total").asDouble()).isPositive();
        assertThat(get("/containerizer/debug").path("pending").isArray()).isTrue();
    }
}
