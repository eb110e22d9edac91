package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** A user of Marathon's REST API. */
final class RawMarathon {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Endpoint endpoint;

    RawMarathon(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Answer create(String app) {
        Answer answer = endpoint.post("/v2/apps", app);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer;
    }

    /** Changes an app and gives the id of the deployment. */
    String update(String id, String change) {
        Answer answer = endpoint.json("PUT", "/v2/apps/" + id, change);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("deploymentId").asText();
    }

    void delete(String id) {
        Answer answer = endpoint.json("DELETE", "/v2/apps/" + id, "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        awaitNoDeployment();
    }

    JsonNode app(String id) {
        Answer answer = endpoint.get("/v2/apps/" + id);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("app");
    }

    List<JsonNode> tasks(String id) {
        return Json.elements(endpoint.get("/v2/apps/" + id + "/tasks").json().path("tasks"))
                .toList();
    }

    Set<String> runningTaskIds(String id) {
        Set<String> ids = new TreeSet<>();
        for (JsonNode task : tasks(id)) {
            if (task.path("state").asText().equals("TASK_RUNNING")) {
                ids.add(task.path("id").asText());
            }
        }
        return ids;
    }

    void awaitRunning(String id, int count) {
        Awaitility.await(count + " running tasks of " + id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            assertThat(app(id).path("tasksRunning").asInt())
                                    .as(tasks(id).toString())
                                    .isEqualTo(count);
                            assertThat(runningTaskIds(id)).hasSize(count);
                        });
    }

    void awaitHealthy(String id, int count) {
        Awaitility.await(count + " healthy tasks of " + id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () ->
                                assertThat(app(id).path("tasksHealthy").asInt())
                                        .as(app(id).toString())
                                        .isEqualTo(count));
    }

    void awaitNoDeployment() {
        Awaitility.await("the end of all deployments")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(endpoint.get("/v2/deployments").json()).isEmpty());
    }

    Endpoint endpoint() {
        return endpoint;
    }
}
