package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.marathon.core.Settings;
import io.mesocosm.store.MemoryStore;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks, queue, events, info and restarts on a real server (spec §1.6, §7). */
class SystemApiTest {

    private static final String APP = "{'id':'/g/a','cmd':'x','cpus':0.1,'instances':3}";

    private Served marathon = new Served();

    @AfterEach
    void close() {
        marathon.close();
    }

    @Test
    void answersTheSmallEndpoints() {
        assertThat(marathon.get("/ping").response().body()).isEqualTo("pong");
        JsonNode info = marathon.get("/v2/info").json();
        assertThat(info.path("name").asText()).isEqualTo("marathon");
        assertThat(info.path("elected").asBoolean()).isTrue();
        assertThat(info.path("frameworkId").asText()).isEqualTo("framework-1");
        assertThat(info.path("marathon_config").path("ha").asBoolean()).isTrue();
        assertThat(info.path("marathon_config").has("work_dir")).isFalse();
        assertThat(marathon.get("/v2/leader").json().path("leader").asText())
                .startsWith("localhost:");
        assertThat(
                        marathon.get("/metrics")
                                .json()
                                .path("gauges")
                                .path("marathon.apps.active.gauge")
                                .path("value")
                                .asInt())
                .isZero();
        assertThat(marathon.get("/metrics/prometheus").response().body())
                .contains("marathon_apps_active_gauge 0.0");
        assertThat(marathon.get("/v2/plugins").json().path("plugins")).isEmpty();
        assertThat(marathon.get("/v2/pods").json()).isEmpty();
        assertThat(marathon.post("/v2/pods", "{}").status()).isEqualTo(501);
        assertThat(marathon.get("/v2/events").status()).isEqualTo(405);
        assertThat(marathon.get("/").status()).isEqualTo(302);
    }

    @Test
    void endsWhenToldToAbdicate() {
        Served.Answer answer = marathon.delete("/v2/leader");
        assertThat(answer.json().path("message").asText()).isEqualTo("Leadership abdicated");
        Awaitility.await().until(marathon.ended::isDone);
    }

    @Test
    void listsTasksAsJsonAndAsText() {
        marathon.running(APP);
        JsonNode tasks = marathon.get("/v2/tasks?status=running").json().path("tasks");
        assertThat(tasks).hasSize(3);
        assertThat(tasks.path(0).path("servicePorts")).hasSize(1);
        assertThat(marathon.get("/v2/tasks?status=staging").json().path("tasks")).isEmpty();
        String text = marathon.getText("/v2/tasks").response().body();
        int port = tasks.path(0).path("servicePorts").path(0).asInt();
        assertThat(text)
                .matches("g_a\t" + port + "\t(127.0.0.1:\\d+\t){3}\n")
                .isEqualTo(marathon.getText("/v2/apps/g/a/tasks").response().body());
    }

    @Test
    void killsTasksInEachWay() {
        marathon.running(APP);
        String first = marathon.mesos.tasks().getFirst().taskId().value();
        Served.Answer one = marathon.delete("/v2/apps/g/a/tasks/" + first);
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json().path("task").path("id").asText()).isEqualTo(first);
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(marathon.mesos.tasks())
                                        .hasSize(3)
                                        .noneMatch(t -> t.taskId().value().equals(first)));
        String second = marathon.mesos.tasks().getFirst().taskId().value();
        Served.Answer scaled =
                marathon.post("/v2/tasks/delete?scale=true", "{'ids':['" + second + "']}");
        assertThat(scaled.status()).isEqualTo(200);
        assertThat(scaled.json().path("deploymentId").asText()).isNotEmpty();
        marathon.settle();
        assertThat(marathon.mesos.tasks()).hasSize(2);
        Served.Answer both = marathon.delete("/v2/apps/g/a/tasks?scale=true&wipe=true");
        assertThat(both.status()).isEqualTo(400);
        assertThat(marathon.delete("/v2/apps/g/a/tasks?host=other").json().path("tasks")).isEmpty();
        assertThat(marathon.delete("/v2/apps/g/a/tasks?wipe=true").json().path("tasks")).hasSize(2);
        Served.Answer bad = marathon.post("/v2/tasks/delete", "{'ids':['nonsense']}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().path("message").asText()).startsWith("Invalid task id 'nonsense'");
        assertThat(marathon.delete("/v2/apps/g/a/tasks/g_a.instance-x._app.1").status())
                .isEqualTo(404);
    }

    @Test
    void showsTheQueueAndResetsADelay() {
        marathon.mesos.generous = false;
        marathon.post("/v2/apps", "{'id':'/q','cmd':'x','cpus':0.1,'backoffSeconds':100}");
        JsonNode entry = marathon.get("/v2/queue").json().path("queue").path(0);
        assertThat(entry.path("count").asInt()).isEqualTo(1);
        assertThat(entry.path("delay").path("overdue").asBoolean()).isTrue();
        assertThat(entry.path("app").path("id").asText()).isEqualTo("/q");
        assertThat(
                        entry.path("processedOffersSummary")
                                .path("rejectSummaryLastOffers")
                                .path(0)
                                .path("reason")
                                .asText())
                .isEqualTo("UnfulfilledRole");
        marathon.mesos.generous = true;
        marathon.mesos.offer();
        marathon.settle();
        marathon.mesos.fail("/q");
        Awaitility.await().until(() -> marathon.get("/v2/queue").json().path("queue").size() == 1);
        JsonNode delayed = marathon.get("/v2/queue").json().path("queue").path(0).path("delay");
        assertThat(delayed.path("overdue").asBoolean()).isFalse();
        assertThat(delayed.path("timeLeftSeconds").asInt()).isBetween(90, 100);
        JsonNode failure = marathon.get("/v2/apps/q").json().path("app").path("lastTaskFailure");
        assertThat(failure.path("state").asText()).isEqualTo("TASK_FAILED");
        assertThat(marathon.delete("/v2/queue/q/delay").status()).isEqualTo(204);
        Awaitility.await().until(() -> marathon.mesos.tasks().size() == 1);
    }

    @Test
    void streamsEventsOfTheTypesAskedFor() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<Void>> stream =
                    client.sendAsync(
                            HttpRequest.newBuilder(
                                            marathon.uri(
                                                    "/v2/events?event_type=deployment_success"
                                                            + "&event_type=api_post_event"
                                                            + "&event_type=event_stream_attached"))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.fromLineSubscriber(new LineQueue(lines)));
            assertThat(lines.take()).isEqualTo("event: event_stream_attached");
            marathon.running(APP);
            Awaitility.await().until(() -> lines.contains("event: deployment_success"));
            assertThat(lines).contains("event: api_post_event");
            assertThat(lines).doesNotContain("event: status_update_event");
            marathon.close();
            assertThat(stream).isNotNull();
            client.shutdownNow();
        }
    }

    @Test
    void keepsItsStateOverARestart() {
        MemoryStore store = new MemoryStore();
        Served first = new Served(store, Settings.DEFAULT);
        first.running(APP);
        JsonNode before = first.get("/v2/apps/g/a").json().path("app");
        List<String> versions = List.of(first.get("/v2/apps/g/a/versions").response().body());
        first.close();
        try (Served second = new Served(store, Settings.DEFAULT)) {
            JsonNode after = second.get("/v2/apps/g/a").json().path("app");
            assertThat(after).isEqualTo(before);
            assertThat(second.get("/v2/apps/g/a/versions").response().body())
                    .isEqualTo(versions.getFirst());
            assertThat(second.get("/v2/groups/g").status()).isEqualTo(200);
            assertThat(second.mesos.tasks()).isEmpty();
        }
    }
}
