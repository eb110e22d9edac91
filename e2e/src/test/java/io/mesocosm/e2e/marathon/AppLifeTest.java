package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Marathon's own integration tests ask of apps and their instances (marathon.md §11). */
@Tag("e2e")
class AppLifeTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create().withMarathon();

    private static final String OLD_FILE =
            """
            {"id":"/old/app","cmd":"exec tail -f /dev/null","args":null,"cpus":0.1,"mem":32,"instances":2,
             "ports":[0,0],"uris":[],"storeUrls":[],"container":null,"user":null,"constraints":[],
             "healthChecks":[],"env":{"A":"b"},"requirePorts":false,"backoffSeconds":1,
             "upgradeStrategy":{"minimumHealthCapacity":0.5,"maximumOverCapacity":0.5}}
            """;

    private final RawMarathon marathon = new RawMarathon(CLUSTER.marathon());

    private static String sleeper(String id, int instances) {
        return """
               {"id":"%s","cmd":"exec tail -f /dev/null","cpus":0.1,"mem":32,"instances":%d}
               """
                .formatted(id, instances);
    }

    @Test
    void theSameFileAgainRestartsNothing() {
        marathon.create(OLD_FILE);
        marathon.awaitRunning("old/app", 2);
        marathon.awaitNoDeployment();
        Set<String> tasks = marathon.runningTaskIds("old/app");
        String version = marathon.app("old/app").path("version").asText();
        for (String query : new String[] {"", "?partialUpdate=false"}) {
            Answer again = marathon.endpoint().json("PUT", "/v2/apps/old/app" + query, OLD_FILE);
            assertThat(again.status()).as(again.toString()).isEqualTo(200);
            assertThat(again.json().path("deploymentId").asText()).isNotEmpty();
            marathon.awaitNoDeployment();
        }
        assertThat(marathon.runningTaskIds("old/app")).isEqualTo(tasks);
        assertThat(marathon.app("old/app").path("version").asText()).isEqualTo(version);
        marathon.delete("old/app");
    }

    @Test
    void stampsScalingAndConfigurationApart() {
        marathon.create(sleeper("/stamped", 1));
        marathon.awaitNoDeployment();
        JsonNode created = marathon.app("stamped").path("versionInfo");
        marathon.update("stamped", "{\"instances\":2}");
        marathon.awaitNoDeployment();
        JsonNode scaled = marathon.app("stamped").path("versionInfo");
        assertThat(scaled.path("lastConfigChangeAt")).isEqualTo(created.path("lastConfigChangeAt"));
        assertThat(scaled.path("lastScalingAt").asText())
                .isGreaterThan(created.path("lastScalingAt").asText());
        marathon.update("stamped", "{\"env\":{\"A\":\"1\"}}");
        marathon.awaitNoDeployment();
        JsonNode app = marathon.app("stamped");
        assertThat(app.path("versionInfo").path("lastConfigChangeAt"))
                .isEqualTo(app.path("version"));
        assertThat(app.path("versionInfo").path("lastScalingAt")).isEqualTo(app.path("version"));
        assertThat(marathon.endpoint().get("/v2/apps/stamped/versions").json().path("versions"))
                .hasSize(3);
        marathon.delete("stamped");
    }

    @Test
    void aKilledTaskComesBackAsTheSameInstanceAndAWipedOneAsAnother() {
        marathon.create(sleeper("/killed", 1));
        marathon.awaitRunning("killed", 1);
        String first = marathon.runningTaskIds("killed").iterator().next();
        marathon.endpoint().json("DELETE", "/v2/apps/killed/tasks/" + first, "");
        String second = otherThan(first);
        assertThat(second).isEqualTo(first.replace("._app.1", "._app.2"));
        marathon.endpoint().json("DELETE", "/v2/apps/killed/tasks/" + second + "?wipe=true", "");
        String third = otherThan(second);
        assertThat(third).endsWith("._app.1").isNotEqualTo(first);
        marathon.delete("killed");
    }

    private String otherThan(String task) {
        Awaitility.await("a task after " + task)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Set<String> running = marathon.runningTaskIds("killed");
                            return running.size() == 1 && !running.contains(task);
                        });
        return marathon.runningTaskIds("killed").iterator().next();
    }

    @Test
    void tellsThatATaskIsBeingKilledAndThenThatItIs() throws IOException {
        marathon.create(
                """
                {"id":"/graceful","cpus":0.1,"mem":32,"taskKillGracePeriodSeconds":20,
                 "cmd":"trap 'sleep 1; exit 7' TERM; while true; do sleep 0.1; done"}
                """);
        marathon.awaitRunning("graceful", 1);
        try (Connection events = Connection.tcp(CLUSTER.marathon(), Duration.ofSeconds(60))) {
            events.send(
                    "GET",
                    "/v2/events?event_type=status_update_event&event_type=app_terminated_event",
                    Map.of("Accept", "text/event-stream"),
                    new byte[0]);
            assertThat(events.receiveHead().status()).isEqualTo(200);
            marathon.endpoint().json("DELETE", "/v2/apps/graceful", "");
            StringBuilder told = new StringBuilder();
            while (!told.toString().contains("event: app_terminated_event")) {
                told.append(new String(events.chunk(), StandardCharsets.UTF_8));
            }
            assertThat(told.toString())
                    .containsSubsequence(
                            "\"taskStatus\":\"TASK_KILLING\"",
                            "\"taskStatus\":\"TASK_KILLED\"",
                            "event: app_terminated_event");
        }
        marathon.awaitNoDeployment();
    }

    @Test
    void tellsWhatACheckFindsAndLetsTheTaskBe() {
        marathon.create(
                """
                {"id":"/checked","cmd":"exec tail -f /dev/null","cpus":0.1,"mem":32,
                 "check":{"exec":{"command":{"shell":"test -f never"}},"intervalSeconds":1,"delaySeconds":0}}
                """);
        Awaitility.await("the check's result")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(marathon.tasks("checked"))
                                        .singleElement()
                                        .extracting(t -> t.path("checkResult").toString())
                                        .isEqualTo("{\"command\":{\"exitCode\":1}}"));
        assertThat(marathon.app("checked").path("tasksRunning").asInt()).isEqualTo(1);
        marathon.delete("checked");
    }
}
