package io.mesocosm.e2e.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The sandboxes of a cluster's agent, found by its /state and read through its /files. */
public final class Sandbox {
    private final Cluster cluster;

    /** Sandboxes of this cluster. */
    public Sandbox(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The sandbox of an executor (for a command task: of the task), running or completed. */
    public Path directory(RawScheduler scheduler, String executorId) {
        JsonNode state = cluster.agent().get("/state").json();
        for (String frameworks : new String[] {"frameworks", "completed_frameworks"}) {
            JsonNode framework = Json.find(state.path(frameworks), "id", scheduler.frameworkId());
            for (String executors : new String[] {"executors", "completed_executors"}) {
                JsonNode executor = Json.find(framework.path(executors), "id", executorId);
                if (!executor.isMissingNode()) {
                    return Path.of(executor.path("directory").asText());
                }
            }
        }
        throw new AssertionError("no executor " + executorId + " in the agent's state: " + state);
    }

    /** A file of the sandbox, as the agent serves it. */
    public String read(RawScheduler scheduler, String executorId, String file) {
        String path = directory(scheduler, executorId).resolve(file).toString();
        String query =
                "/files/read?offset=0&length=65536&path="
                        + URLEncoder.encode(path, StandardCharsets.UTF_8);
        Answer answer = cluster.agent().get(query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("data").asText();
    }
}
