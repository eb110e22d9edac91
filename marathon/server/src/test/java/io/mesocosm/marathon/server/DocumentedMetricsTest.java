package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.telemetry.MetricTable;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Marathon tells is what docs/operate/metrics.md says. */
class DocumentedMetricsTest {
    private static final String APP = "{'id':'/a','cmd':'x','cpus':0.1,'instances':2}";

    private final Served marathon = new Served();

    @AfterEach
    void stop() {
        marathon.close();
    }

    private Set<String> told() {
        JsonNode metrics = marathon.get("/metrics").json();
        Set<String> names = new TreeSet<>();
        for (String kind : List.of("gauges", "counters", "meters", "histograms", "timers")) {
            metrics.path(kind).fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    @Test
    void tellsAllOfItsTableAndNothingElse() {
        try (HttpClient listener = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> events =
                    listener.sendAsync(
                            HttpRequest.newBuilder(marathon.uri("/v2/events"))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            marathon.running(APP);
            marathon.mesos.offer();
            marathon.mesos.runs = false;
            marathon.put("/v2/apps/a", "{'instances':3}");
            assertThat(marathon.put("/v2/apps/a", "{'instances':4}").status()).isEqualTo(409);
            marathon.delete("/v2/apps/a?force=true");
            marathon.settle();
            await().untilAsserted(
                            () -> {
                                Set<String> told = told();
                                told.add("marathon." + MarathonServer.CERTIFICATE_REMAINING);
                                assertThat(MetricTable.builtIn().differences(told, "Marathon"))
                                        .isEmpty();
                            });
            assertThat(events).isNotNull();
            listener.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/openmetrics-text;version=1.0.0,*/*;q=0.1"})
    void tellsPrometheusWhereThatIsAskedFor(String accept) {
        marathon.running(APP);
        Served.Answer answer = marathon.call("GET", "/metrics", Map.of("Accept", accept));
        assertThat(answer.header("Content-Type")).startsWith(accept.split(";", 2)[0]);
        assertThat(answer.response().body())
                .contains("# TYPE marathon_apps_active_gauge gauge\n")
                .contains("\nmarathon_apps_active_gauge 1.0\n")
                .contains("\nmarathon_tasks_launched_counter_total 2.0\n")
                .contains(
                        "\nmarathon_http_requests_by_method_duration_timer_seconds_count{method=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*/*", "application/json, text/plain, */*", "text/html,application/xml"})
    void tellsEverybodyElseInJson(String accept) {
        assertThat(
                        marathon.call("GET", "/metrics", Map.of("Accept", accept))
                                .json()
                                .path("version"))
                .isNotNull()
                .hasToString("\"4.0.0\"");
    }
}
