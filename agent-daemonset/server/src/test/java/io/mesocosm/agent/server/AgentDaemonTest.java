package io.mesocosm.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.v1.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent between a scripted master and a fake machine. */
class AgentDaemonTest {
    @TempDir static Path folder = Path.of("");

    private TestAgent agent = start();

    private static TestAgent start() {
        try {
            return new TestAgent(Files.createTempDirectory(folder, "agent"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void isRegistered() {
        await().until(() -> state().path("id").asText().equals("master-S0"));
    }

    @AfterEach
    void ends() throws Exception {
        agent.close();
    }

    private JsonNode state() throws Exception {
        return json(Http.get(agent.port(), "/state").body());
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void runsACommandTaskToItsExactEnd() throws Exception {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        ContainerId container = agent.container();
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        agent.containers().exit(container, Termination.exited(7));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING", "TASK_FAILED");
        TaskStatus last = agent.master.statuses.getLast();
        assertThat(last.getMessage()).isEqualTo("Command exited with status 7");
        assertThat(last.getExecutorId().getValue()).isEqualTo("t");
        assertThat(last.getContainerStatus().getContainerId().getValue())
                .isEqualTo(container.value());
        assertThat(last.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void givesTheTaskTheEnvironmentOfTheSpecAndNothingOfItsOwn() {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t",
                        "'command':{'value':'work','environment':{'variables':[{'name':'OWN','value':'x'},"
                                + "{'name':'PATH','value':'/mine'}]}}"));
        ContainerConfig config = agent.containers().config(agent.container());
        assertThat(config.environment())
                .containsOnlyKeys(
                        "PATH",
                        "PWD",
                        "EXTRA",
                        "OWN",
                        "LIBPROCESS_IP",
                        "LIBPROCESS_PORT",
                        "MESOS_FRAMEWORK_ID",
                        "MESOS_EXECUTOR_ID",
                        "MESOS_SLAVE_ID",
                        "MESOS_SLAVE_PID",
                        "MESOS_AGENT_ENDPOINT",
                        "MESOS_HTTP_COMMAND_EXECUTOR",
                        "MESOS_DIRECTORY",
                        "MESOS_SANDBOX",
                        "MESOS_CHECKPOINT",
                        "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                        "MESOS_RECOVERY_TIMEOUT",
                        "MESOS_SUBSCRIPTION_BACKOFF_MAX")
                .containsEntry("PATH", "/mine")
                .containsEntry("MESOS_CHECKPOINT", "1")
                .containsEntry("MESOS_EXECUTOR_ID", "t")
                .containsEntry("MESOS_SLAVE_ID", "master-S0")
                .containsEntry("MESOS_RECOVERY_TIMEOUT", "15mins")
                .containsEntry("MESOS_SANDBOX", config.sandbox().toString());
        assertThat(config.limits().cpus()).hasValue(1.1);
        assertThat(config.limits().memoryHard()).hasValue(96L << 20);
        assertThat(config.command()).contains(new Command.Shell("work"));
    }

    @Test
    void givesCommandsTheBaseRootFileSystemWhereItIsToldTo() throws IOException {
        try (TestAgent based = TestAgent.withBase(Files.createTempDirectory(folder, "based"))) {
            based.master.run(
                    TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
            ContainerConfig config = based.containers().config(based.container());
            assertThat(config.rootFilesystem()).isEqualTo(new RootFilesystem.Base());
            assertThat(config.command()).contains(new Command.Shell("work"));
            assertThat(config.environment())
                    .containsEntry("MESOS_SANDBOX", "/mnt/mesos/sandbox")
                    .containsEntry("PWD", "/mnt/mesos/sandbox")
                    .containsEntry("MESOS_DIRECTORY", config.sandbox().toString())
                    .containsKey("PATH");
        }
    }

    @Test
    void asksForImageNetworkAndPortsOfADockerTask() {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t",
                        "'command':{'shell':false},'container':{'type':'DOCKER','docker':{'image':'nginx',"
                                + "'network':'BRIDGE','port_mappings':[{'host_port':31000,'container_port':80,"
                                + "'protocol':'tcp'}]}}"));
        ContainerConfig config = agent.containers().config(agent.container());
        assertThat(config.rootFilesystem()).isEqualTo(new RootFilesystem.Image("nginx", false));
        assertThat(config.network())
                .isEqualTo(
                        new Network.Bridge(
                                List.of(new PortMapping(31000, 80, PortMapping.Protocol.TCP))));
        assertThat(config.command()).contains(new Command.ImageDefault(List.of()));
        assertThat(config.environment())
                .containsEntry("MESOS_SANDBOX", "/mnt/mesos/sandbox")
                .containsEntry("MESOS_CONTAINER_NAME", "mesos-" + agent.container().value())
                .doesNotContainKeys("PATH", "PWD");
    }

    @Test
    void makesTheSandboxWhereMesosHasItAndServesIt() throws Exception {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        ContainerId container = agent.container();
        Path sandbox = agent.containers().config(container).sandbox();
        assertThat(sandbox.toString())
                .endsWith("/slaves/master-S0/frameworks/F/executors/t/runs/" + container.value());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox)))
                .isEqualTo("rwxr-x---");
        Files.writeString(sandbox.resolve("stdout"), "hello");
        for (String path :
                List.of(
                        sandbox + "/stdout",
                        sandbox.resolveSibling("latest") + "/stdout",
                        "/frameworks/F/executors/t/runs/latest/stdout")) {
            assertThat(
                            json(Http.get(agent.port(), "/files/read?offset=0&path=" + path).body())
                                    .path("data")
                                    .asText())
                    .as(path)
                    .isEqualTo("hello");
        }
        Files.createSymbolicLink(sandbox.resolve("leak"), Path.of("/etc/hostname"));
        assertThat(
                        Http.get(agent.port(), "/files/read?offset=0&path=" + sandbox + "/leak")
                                .status())
                .isEqualTo(403);
    }

    @Test
    void tellsOfItsTasksInItsState() throws Exception {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        JsonNode state = state();
        assertThat(state.path("resources").path("ports").asText()).isEqualTo("[31000-31010]");
        assertThat(state.path("attributes").path("rack").asText()).isEqualTo("a");
        assertThat(state.path("unreserved_resources_allocated").path("mem").asDouble())
                .as("the task's and the command executor's own")
                .isEqualTo(96);
        assertThat(state.path("master_hostname").asText()).isEqualTo("master.test");
        JsonNode executor = state.at("/frameworks/0/executors/0");
        assertThat(executor.path("id").asText()).isEqualTo("t");
        assertThat(executor.path("name").asText())
                .isEqualTo("Command Executor (Task: t) (Command: sh -c 'work')");
        assertThat(Path.of(executor.path("directory").asText())).isDirectory();
        JsonNode task = executor.at("/tasks/0");
        assertThat(task.path("executor_id").asText("absent")).isEmpty();
        assertThat(task.path("state").asText()).isEqualTo("TASK_RUNNING");
        for (String path :
                List.of(
                        "/state/",
                        "/slave(1)/state",
                        "/state.json",
                        "/containers",
                        "/slave(1)/containers",
                        "/monitor/statistics",
                        "/monitor/statistics.json",
                        "/slave(1)/monitor/statistics")) {
            assertThat(Http.get(agent.port(), path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void failsATaskWhoseUriCannotBeFetched() {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t", "'command':{'value':'work','uris':[{'value':'/no/such/file'}]}"));
        agent.awaitStates("t", "TASK_FAILED");
        TaskStatus status = agent.master.statuses.getLast();
        assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
        assertThat(status.getMessage()).contains("/no/such/file");
    }

    @Test
    void failsATaskThatCannotBeLaunched() {
        agent.containers()
                .failNextLaunch(
                        new LaunchResult.LaunchFailure(
                                LaunchResult.Cause.IMAGE, "no such image 'x'"));
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t",
                        "'command':{'value':'work'},'container':{'type':'DOCKER','docker':{'image':'x'}}"));
        agent.awaitStates("t", "TASK_FAILED");
        assertThat(agent.master.statuses.getLast().getMessage()).isEqualTo("no such image 'x'");
    }

    @Test
    void failsATaskWhoseCommandCannotBeExecuted() {
        agent.containers()
                .failNextLaunch(
                        new LaunchResult.LaunchFailure(
                                LaunchResult.Cause.COMMAND, "Failed to execute work"));
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_FAILED");
        assertThat(agent.master.statuses.getLast().getMessage())
                .isEqualTo("Failed to execute work");
    }

    @Test
    void killsATask() {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        agent.master.kill("F", "t", ByteString.EMPTY);
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLED");
        assertThat(agent.master.statuses.getLast().getMessage())
                .isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void runsATaskGroup() {
        agent.master.runGroup(
                TestAgent.framework(),
                TestAgent.executor("e", "DEFAULT"),
                TestAgent.task("a", "'command':{'value':'exit 0'}"),
                TestAgent.task("b", "'command':{'value':'exit 0'}"));
        agent.awaitStates("a", "TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
        agent.awaitStates("b", "TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
        await().until(
                        () ->
                                agent.master.heard.stream()
                                        .anyMatch(
                                                message ->
                                                        message.hasExecutorExited()
                                                                && message.getExecutorExited()
                                                                                .getStatus()
                                                                        == 0));
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        ContainerId container = agent.container();
        agent.restart();
        await().until(() -> agent.master.heard.stream().anyMatch(FromAgent::hasReregister));
        FromAgent again =
                agent.master.heard.stream()
                        .filter(FromAgent::hasReregister)
                        .findFirst()
                        .orElseThrow();
        assertThat(again.getReregister().getTasksCount()).isEqualTo(1);
        assertThat(again.getReregister().getTasks(0).getExecutorId()).isEmpty();
        agent.containers().exit(container, Termination.exited(0));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
    }

    @Test
    void answersTheOperatorApi() throws Exception {
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        for (String type :
                List.of(
                        "GET_HEALTH",
                        "GET_FLAGS",
                        "GET_VERSION",
                        "GET_METRICS",
                        "GET_STATE",
                        "GET_CONTAINERS",
                        "GET_FRAMEWORKS",
                        "GET_EXECUTORS",
                        "GET_TASKS",
                        "GET_AGENT")) {
            Http.Answer answer =
                    Http.post(agent.port(), "/slave(1)/api/v1", "{\"type\":\"" + type + "\"}");
            assertThat(answer.status()).as(type + answer).isEqualTo(200);
            assertThat(json(answer.body()).path("type").asText()).isEqualTo(type);
        }
        JsonNode tasks =
                json(Http.post(agent.port(), "/api/v1", "{\"type\":\"GET_TASKS\"}").body());
        assertThat(tasks.at("/get_tasks/launched_tasks/0/task_id/value").asText()).isEqualTo("t");
        assertThat(Http.post(agent.port(), "/api/v1", "{\"type\":\"PRUNE_IMAGES\"}").status())
                .isEqualTo(501);
        assertThat(Http.post(agent.port(), "/api/v1", "{\"type\":\"nonsense\"}").body())
                .isEqualTo("Failed to validate agent::Call: Expecting 'type' to be present");
    }

    @Test
    void isReadyWhileAMasterHasTakenItIn() throws Exception {
        assertThat(Http.get(agent.port(), "/ready").status()).isEqualTo(200);
        agent.master.close();
        await().until(() -> Http.get(agent.port(), "/ready").status() == 503);
        assertThat(Http.get(agent.port(), "/ready").body()).contains("not registered");
        assertThat(Http.get(agent.port(), "/health").status()).isEqualTo(200);
    }
}
