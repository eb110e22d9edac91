package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rolling upgrades, restarts of Marathon and the life of tasks through both (marathon.md §3). */
@Tag("e2e")
class DeploymentTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create().withMarathon();

    private final RawMarathon marathon = new RawMarathon(CLUSTER.marathon());

    @Test
    void rollsANewVersionOutWithoutEverHavingTooFewHealthyTasks() {
        marathon.create(
                """
                {"id":"/rolling","instances":3,"cpus":0.1,"mem":32,"env":{"V":"1"},
                 "cmd":"touch ready; exec tail -f /dev/null",
                 "upgradeStrategy":{"minimumHealthCapacity":1,"maximumOverCapacity":1},
                 "healthChecks":[{"protocol":"COMMAND","command":{"value":"test -f ready"},
                                  "gracePeriodSeconds":20,"intervalSeconds":1,"delaySeconds":0}]}
                """);
        marathon.awaitHealthy("rolling", 3);
        marathon.awaitNoDeployment();
        Set<String> old = marathon.runningTaskIds("rolling");
        String deployment = marathon.update("rolling", "{\"env\":{\"V\":\"2\"}}");

        List<Integer> healthy = new ArrayList<>();
        Awaitility.await("the end of deployment " + deployment)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            healthy.add(marathon.app("rolling").path("tasksHealthy").asInt());
                            return marathon.endpoint().get("/v2/deployments").json().isEmpty();
                        });
        assertThat(healthy).allMatch(count -> count >= 3).allMatch(count -> count <= 6);
        assertThat(marathon.runningTaskIds("rolling")).hasSize(3).doesNotContainAnyElementsOf(old);
        String version = marathon.app("rolling").path("version").asText();
        assertThat(marathon.tasks("rolling"))
                .allMatch(task -> task.path("version").asText().equals(version));
        marathon.delete("rolling");
    }

    @Test
    void refusesAChangeOfALockedAppUnlessForced() {
        marathon.create("{\"id\":\"/locked\",\"cmd\":\"tail -f /dev/null\",\"cpus\":9000}");
        Answer refused = marathon.endpoint().json("PUT", "/v2/apps/locked", "{\"instances\":2}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("message").asText())
                .startsWith("App is locked by one or more deployments.");
        assertThat(refused.json().path("deployments")).isNotEmpty();

        assertThat(
                        marathon.endpoint()
                                .json(
                                        "PUT",
                                        "/v2/apps/locked?force=true",
                                        "{\"cpus\":0.1,\"mem\":32}")
                                .status())
                .isEqualTo(200);
        marathon.awaitRunning("locked", 1);
        marathon.delete("locked");
    }

    @Test
    void adoptsRunningTasksAfterKillMinusNine() {
        String mark = "77" + CLUSTER.marathon().port();
        marathon.create(app("/adopted", mark, 4));
        marathon.awaitRunning("adopted", 4);
        marathon.awaitNoDeployment();
        Set<String> tasks = marathon.runningTaskIds("adopted");
        Set<Long> pids = pids(mark);
        assertThat(pids).hasSize(4);

        for (int round = 0; round < Settings.rounds(); round++) {
            CLUSTER.component("marathon").kill();
            CLUSTER.component("marathon").start();
            marathon.awaitRunning("adopted", 4);
        }
        assertThat(marathon.runningTaskIds("adopted")).isEqualTo(tasks);
        assertThat(pids(mark)).isEqualTo(pids);
        marathon.update("adopted", "{\"instances\":5}");
        marathon.awaitRunning("adopted", 5);
        assertThat(pids(mark)).hasSize(5).containsAll(pids);
        marathon.delete("adopted");
        Awaitility.await("the end of the processes").until(() -> pids(mark).isEmpty());
    }

    @Test
    void finishesADeploymentThatItsDeathInterrupted() {
        String mark = "78" + CLUSTER.marathon().port();
        marathon.create(app("/interrupted", mark, 2));
        marathon.awaitRunning("interrupted", 2);
        marathon.awaitNoDeployment();
        marathon.update("interrupted", "{\"instances\":12}");
        CLUSTER.component("marathon").kill();
        CLUSTER.component("marathon").start();

        marathon.awaitRunning("interrupted", 12);
        marathon.awaitNoDeployment();
        assertThat(pids(mark)).hasSize(12);
        marathon.delete("interrupted");
    }

    @Test
    void replacesATaskThatEndedWhileItWasAway() {
        String mark = "79" + CLUSTER.marathon().port();
        marathon.create(app("/replaced", mark, 2));
        marathon.awaitRunning("replaced", 2);
        marathon.awaitNoDeployment();
        Set<Long> before = pids(mark);
        CLUSTER.component("marathon").kill();
        new HostProcess(before.iterator().next()).kill();
        CLUSTER.component("marathon").start();

        Awaitility.await("a new task")
                .atMost(Duration.ofSeconds(60))
                .until(() -> pids(mark).size() == 2 && !pids(mark).equals(before));
        marathon.awaitRunning("replaced", 2);
        marathon.delete("replaced");
    }

    @Test
    void tellsWhatHappensOnItsEventStream() throws IOException {
        assertThat(marathon.endpoint().get("/v2/events").status()).isEqualTo(405);
        try (Connection events = Connection.tcp(CLUSTER.marathon(), Duration.ofSeconds(60))) {
            events.send(
                    "GET",
                    "/v2/events?event_type=deployment_success&event_type=status_update_event",
                    Map.of("Accept", "text/event-stream"),
                    new byte[0]);
            assertThat(events.receiveHead().status()).isEqualTo(200);
            marathon.create(app("/telling", "80" + CLUSTER.marathon().port(), 1));
            StringBuilder told = new StringBuilder();
            while (!told.toString().contains("event: deployment_success")) {
                told.append(new String(events.chunk(), StandardCharsets.UTF_8));
            }
            assertThat(told).contains("event: status_update_event", "\"TASK_RUNNING\"");
            assertThat(told).doesNotContain("event: api_post_event");
        }
        marathon.delete("telling");
    }

    @Test
    void namesTasksByTheirAppAndGivesThemPorts() {
        marathon.create(
                """
                {"id":"/group/env","cmd":"env >env.txt; exec tail -f /dev/null","cpus":0.1,"mem":32,
                 "ports":[0,0],"labels":{"team":"a"},"env":{"MINE":"1"}}
                """);
        marathon.awaitRunning("group/env", 1);
        JsonNode task = marathon.tasks("group/env").getFirst();
        assertThat(task.path("id").asText())
                .matches("group_env\\.instance-[0-9a-f-]{36}\\._app\\.1");
        assertThat(task.path("ports")).hasSize(2);
        marathon.delete("group/env");
    }

    private static String app(String id, String mark, int instances) {
        return """
               {"id":"%s","cmd":"exec tail -f --sleep-interval=%s /dev/null","instances":%d,"cpus":0.1,"mem":32}
               """
                .formatted(id, mark, instances);
    }

    private static Set<Long> pids(String mark) {
        Set<Long> pids = new TreeSet<>();
        for (HostProcess process : HostProcess.all()) {
            String line = process.commandLine();
            if (line.startsWith("tail ") && line.contains(mark) && process.isAlive()) {
                pids.add(process.pid());
            }
        }
        return pids;
    }
}
