package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.marathon.core.Settings;
import io.mesocosm.store.MemoryStore;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(entry.path("app").path("role").asText()).isEqualTo("*");
        assertThat(entry.has("role")).isFalse();
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

    @ParameterizedTest
    @CsvSource({"'',true", "&plan-format=light,false"})
    void tellsPlansInTheFormThatTheListenerReads(String query, boolean full) throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<Void>> stream =
                    client.sendAsync(
                            HttpRequest.newBuilder(marathon.uri("/v2/events?x=y" + query))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.fromLineSubscriber(new LineQueue(lines)));
            Awaitility.await().until(() -> lines.contains("event: event_stream_attached"));
            marathon.running(APP);
            Awaitility.await().until(() -> lines.contains("event: deployment_success"));
            assertThat(stream).isNotNull();
            client.shutdownNow();
        }
        JsonNode plan = data(lines, "deployment_info").path("plan");
        assertThat(plan.path("steps").path(0).path("actions").path(0).path("app").asText())
                .isEqualTo("/g/a");
        assertThat(plan.has("original")).isEqualTo(full);
        assertThat(plan.has("target")).isEqualTo(full);
        if (full) {
            assertThat(plan.path("original").path("groups")).isEmpty();
            JsonNode group = plan.path("target").path("groups").path(0);
            assertThat(group.path("apps").path(0).path("id").asText()).isEqualTo("/g/a");
        }
        assertThat(data(lines, "deployment_success").path("plan").has("original")).isFalse();
    }

    @Test
    void tellsWhoseGroupChangedAndWhatWasRefused() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<Void>> stream =
                    client.sendAsync(
                            HttpRequest.newBuilder(marathon.uri("/v2/events"))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.fromLineSubscriber(new LineQueue(lines)));
            Awaitility.await().until(() -> lines.contains("event: event_stream_attached"));
            marathon.mesos.runs = false;
            marathon.post("/v2/apps", APP);
            assertThat(marathon.put("/v2/apps/g/a", "{'instances':9}").status()).isEqualTo(409);
            Awaitility.await().until(() -> lines.contains("event: group_change_failed"));
            assertThat(stream).isNotNull();
            client.shutdownNow();
        }
        assertThat(data(lines, "group_change_success").path("groupId").asText()).isEqualTo("/g");
        JsonNode failed = data(lines, "group_change_failed");
        assertThat(failed.path("groupId").asText()).isEqualTo("/g");
        assertThat(failed.path("reason").asText()).startsWith("App is locked");
    }

    private static JsonNode data(BlockingQueue<String> lines, String type) throws IOException {
        List<String> all = List.copyOf(lines);
        int at = all.indexOf("event: " + type);
        return new ObjectMapper().readTree(all.get(at + 1).substring("data: ".length()));
    }

    @Test
    void countsBytesAndTimes() {
        marathon.running(APP);
        JsonNode metrics = marathon.get("/metrics").json();
        JsonNode counters = metrics.path("counters");
        assertThat(count(counters, "http.requests.size.counter.bytes"))
                .isGreaterThanOrEqualTo(APP.length());
        assertThat(count(counters, "http.responses.size.counter.bytes")).isGreaterThan(100);
        assertThat(count(counters, "deployments.counter")).isEqualTo(1);
        assertThat(count(metrics.path("timers"), "http.requests.post.duration.timer.seconds"))
                .isEqualTo(1);
        assertThat(metrics.path("gauges").has("marathon.http.requests.active.gauge")).isTrue();
        assertThat(marathon.get("/metrics/prometheus").response().body())
                .contains("marathon_http_requests_duration_timer_seconds_count ");
    }

    private static long count(JsonNode metrics, String name) {
        return metrics.path("marathon." + name).path("count").asLong();
    }

    @Test
    void writesTheLinesThatBridgesReadForEachKindOfPort() {
        marathon.running("{'id':'/none','cmd':'x','cpus':0.1,'instances':2,'ports':[]}");
        marathon.running(
                "{'id':'/net','cpus':0.1,'networks':[{'mode':'container','name':'n'}],"
                        + "'container':{'type':'MESOS','docker':{'image':'i'},'portMappings':["
                        + "{'containerPort':80,'servicePort':10100},"
                        + "{'containerPort':81,'hostPort':0,'servicePort':10101}]}}");
        String text = marathon.getText("/v2/tasks").response().body();
        assertThat(text.replaceAll(":\\d{5}", ":PORT").split("\n", -1))
                .containsExactly(
                        "net\t10100\t",
                        "net\t10101\t127.0.0.1:PORT\t",
                        "none\t \t127.0.0.1 127.0.0.1 ",
                        "");
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
