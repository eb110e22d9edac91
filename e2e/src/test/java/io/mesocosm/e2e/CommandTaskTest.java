package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Sandbox;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command task is given and what its scheduler is told (mesos.md §0.5, §1.7, §2, §7.5). */
@Tag("e2e")
class CommandTaskTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static RawScheduler scheduler;
    private static Sandbox sandbox;

    @BeforeAll
    static void subscribes() {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("commands")).subscribe();
        sandbox = new Sandbox(CLUSTER);
    }

    @AfterAll
    static void tearsDown() {
        scheduler.close();
    }

    @Test
    void finishesWithStartingRunningAndFinishedInOrder() {
        JsonNode end = run(Tasks.command("ok", "exit 0"));

        assertThat(states("ok"))
                .containsSubsequence("TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED");
        assertThat(end.path("message").asText()).isEqualTo("Command exited with status 0");
        assertThat(end.path("source").asText()).isEqualTo("SOURCE_EXECUTOR");
        assertThat(end.at("/executor_id/value").asText()).isEqualTo("ok");
        assertThat(end.path("uuid").asText()).isNotEmpty();
        assertThat(end.at("/agent_id/value").asText())
                .isEqualTo(CLUSTER.registeredAgent().path("id").asText());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 126, 255})
    void reportsTheExactExitStatus(int status) {
        JsonNode end = run(Tasks.command("exit-" + status, "exit " + status));

        assertThat(end.path("state").asText()).isEqualTo("TASK_FAILED");
        assertThat(end.path("message").asText()).isEqualTo("Command exited with status " + status);
    }

    @Test
    void reportsTheSignalThatEndedIt() {
        JsonNode end = run(Tasks.command("signalled", "kill -KILL $$"));

        assertThat(end.path("state").asText()).isEqualTo("TASK_FAILED");
        assertThat(end.path("message").asText()).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void givesTheDocumentedEnvironmentAndNothingOfTheAgents() {
        ObjectNode task = Tasks.command("environment", "env");
        ((ObjectNode) task.path("command"))
                .set("environment", Json.of("{variables: [{name: 'GREETING', value: 'a b'}]}"));
        run(task);

        List<String> lines = sandbox.read(scheduler, "environment", "stdout").lines().toList();
        assertThat(lines)
                .contains(
                        "GREETING=a b",
                        "MESOS_FRAMEWORK_ID=" + scheduler.frameworkId(),
                        "MESOS_ALLOCATION_ROLE=e2e",
                        "MESOS_CHECKPOINT=1",
                        "MESOS_EXECUTOR_ID=environment");
        assertThat(lines).anyMatch(line -> line.startsWith("MESOS_SANDBOX=/"));
        assertThat(lines).noneMatch(line -> line.startsWith("JAVA_HOME="));
        assertThat(lines).noneMatch(line -> line.startsWith("SURVIVES="));
    }

    @Test
    void runsInItsSandbox() {
        run(Tasks.command("where", "test \"$PWD\" = \"$MESOS_SANDBOX\" && pwd -P && ls"));

        assertThat(sandbox.read(scheduler, "where", "stdout"))
                .startsWith(sandbox.directory(scheduler, "where").toString())
                .contains("stdout", "stderr");
    }

    @Test
    void runsArgumentsWithoutAShell() {
        ObjectNode task = Tasks.command("argv", "");
        task.set(
                "command",
                Json.of("{shell: false, value: '/bin/echo', arguments: ['echo', '$HOME', '*']}"));
        run(task);

        assertThat(sandbox.read(scheduler, "argv", "stdout")).contains("$HOME *\n");
    }

    @Test
    @Needs("root")
    void runsAsTheUserItNames() {
        ObjectNode task = Tasks.command("user", "id -un; touch mine && stat -c %U mine");
        ((ObjectNode) task.path("command")).put("user", "nobody");

        JsonNode end = run(task);
        assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("TASK_FINISHED");
        assertThat(sandbox.read(scheduler, "user", "stdout")).contains("nobody\nnobody\n");
    }

    @Test
    @Needs("root")
    void refusesAUserThatDoesNotExist() {
        ObjectNode task = Tasks.command("no-user", "true");
        ((ObjectNode) task.path("command")).put("user", "nobody-of-that-name");

        assertThat(run(task).path("state").asText())
                .isIn("TASK_FAILED", "TASK_DROPPED", "TASK_LOST");
    }

    @Test
    void fetchesFilesAndArchivesAndUnpacksThem() throws IOException {
        Path source = Files.createDirectories(CLUSTER.directory().resolve("source"));
        Shell.run(
                source,
                "chmod 755 . && printf 'plain' >plain.txt && mkdir -p in && printf 'packed' >in/packed"
                        + " && tar czf archive.tar.gz in && printf '#!/bin/sh\\necho ran\\n' >script");
        HttpServer server = serve(source);
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            ObjectNode task =
                    Tasks.command(
                            "fetch",
                            "cat plain.txt in/packed renamed/plain; ./script; test -e archive.tar.gz");
            ((ObjectNode) task.path("command"))
                    .set(
                            "uris",
                            Json.of(
                                            "{uris: [{value: 'file://%s/plain.txt'}, {value: '%s/archive.tar.gz'},"
                                                    + " {value: '%s/plain.txt', output_file: 'renamed/plain'},"
                                                    + " {value: '%s/script', executable: true}]}",
                                            source, base, base, base)
                                    .path("uris"));
            JsonNode end = run(task);

            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("TASK_FINISHED");
            assertThat(sandbox.read(scheduler, "fetch", "stdout"))
                    .contains("plainpackedplain" + "ran\n");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void failsWhenAUriCannotBeFetched() {
        ObjectNode task = Tasks.command("no-fetch", "true");
        ((ObjectNode) task.path("command"))
                .set("uris", Json.of("{a: [{value: 'file:///does/not/exist'}]}").path("a"));
        JsonNode end = run(task);

        assertThat(end.path("state").asText()).isEqualTo("TASK_FAILED");
        assertThat(end.path("reason").asText()).isEqualTo("REASON_CONTAINER_LAUNCH_FAILED");
        assertThat(end.path("message").asText()).contains("/does/not/exist");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsOnlyWithAFileOfTheDigestItNames(boolean right) throws IOException {
        Path file = Files.writeString(CLUSTER.directory().resolve("digested"), "content\n");
        String digest = Shell.run(file.resolveSibling("."), "sha256sum digested").substring(0, 64);
        String id = "digest-" + right;
        ObjectNode task = Tasks.command(id, "cat digested");
        ((ObjectNode) task.path("command"))
                .putArray("uris")
                .addObject()
                .put("value", "file://" + file + "#sha256=" + (right ? digest : "0".repeat(64)));
        JsonNode end = run(task);

        assertThat(end.path("state").asText())
                .as(end.toString())
                .isEqualTo(right ? "TASK_FINISHED" : "TASK_FAILED");
    }

    @Test
    void keepsItsContainersStatusInTheUpdate() {
        run(Tasks.command("status", "true"));
        JsonNode running = scheduler.awaitState("status", "TASK_RUNNING");

        assertThat(running.at("/container_status/container_id/value").asText()).isNotEmpty();
        assertThat(
                        running.at("/container_status/network_infos/0/ip_addresses/0/ip_address")
                                .asText())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void resendsAnUnacknowledgedStatusWithTheSameUuid() {
        scheduler.standBackFor(this::leaveAStatusUnacknowledged);
    }

    private void leaveAStatusUnacknowledged() {
        try (RawScheduler silent =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("silent"))
                        .withoutAcknowledging()
                        .subscribe()) {
            silent.launch(Tasks.command("unacknowledged", "exit 0"));
            JsonNode first = silent.awaitState("unacknowledged", "TASK_STARTING");
            silent.log()
                    .awaitAll(
                            "the same status again",
                            java.time.Duration.ofSeconds(30),
                            events -> silent.statuses("unacknowledged").size() >= 2);

            assertThat(silent.statuses("unacknowledged"))
                    .extracting(status -> status.path("uuid").asText())
                    .containsOnly(first.path("uuid").asText());
        }
    }

    private static JsonNode run(ObjectNode task) {
        assertThat(scheduler.launch(task).status()).isEqualTo(202);
        return scheduler.awaitEnd(task.path("name").asText());
    }

    private static List<String> states(String task) {
        return scheduler.statuses(task).stream().map(s -> s.path("state").asText()).toList();
    }

    private static HttpServer serve(Path directory) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    Path file = directory.resolve(exchange.getRequestURI().getPath().substring(1));
                    byte[] bytes =
                            Files.exists(file)
                                    ? Files.readAllBytes(file)
                                    : "none".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
