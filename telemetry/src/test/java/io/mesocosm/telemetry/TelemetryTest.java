package io.mesocosm.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process tells, and to whom. */
class TelemetryTest {
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private HttpServer collector;

    @BeforeEach
    void startCollector() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.ISO_8859_1);
                    keys.put(path, exchange.getRequestHeaders().getOrDefault("Key", null) + "");
                    bodies.merge(path, body, String::concat);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void stopCollector() {
        collector.stop(0);
    }

    private Map<String, String> sending(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void startsNothingWhereNoCollectorIsNamedOrNoneIsWanted(boolean disabled) {
        Map<String, String> environment =
                disabled ? sending("OTEL_SDK_DISABLED", "true") : Map.of();
        String before = threads();
        try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
            telemetry.shows(
                    () -> {
                        throw new IllegalStateException("nobody has asked");
                    });
            assertThat(telemetry.traces()).isSameAs(OpenTelemetry.noop());
            assertThat(threads()).isEqualTo(before);
        }
    }

    private static String threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(?i).*(telemetry|otlp|okhttp|httpclient|batch).*"))
                .sorted()
                .collect(Collectors.joining(","));
    }

    @Test
    void sendsMetricsUnderTheirOwnNamesWithWhatTheProcessIs() {
        Map<String, String> environment =
                sending(
                        "OTEL_METRIC_EXPORT_INTERVAL", "50",
                        "OTEL_EXPORTER_OTLP_HEADERS", "key=a%20b",
                        "OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=p-0");
        try (Telemetry telemetry = Telemetry.start("it", "1.2", environment)) {
            telemetry.shows(() -> Map.of("master/tasks_running", 3.0));
            await().untilAsserted(
                            () ->
                                    assertThat(bodies.get("/v1/metrics"))
                                            .contains("master/tasks_running")
                                            .contains("{task}")
                                            .contains("k8s.pod.name")
                                            .contains("service.name")
                                            .contains("1.2"));
            assertThat(keys.get("/v1/metrics")).isEqualTo("[a b]");
        }
    }

    @Test
    void sendsTimersInSeconds() {
        String timer = "marathon.http.requests.duration.timer.seconds";
        try (Telemetry telemetry =
                Telemetry.start("it", "1", sending("OTEL_METRIC_EXPORT_INTERVAL", "50"))) {
            telemetry.shows(() -> Map.of(timer, 1.5, timer + "/count", 3.0));
            await().untilAsserted(
                            () ->
                                    assertThat(bodies.get("/v1/metrics"))
                                            .contains(timer)
                                            .contains(inProtobuf(1.5))
                                            .doesNotContain("milliseconds"));
        }
    }

    private static String inProtobuf(double value) {
        byte[] bytes =
                ByteBuffer.allocate(Double.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(value)
                        .array();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void sendsSpansWithWhatTheProcessIs() {
        try (Telemetry telemetry = Telemetry.start("it", "1.2", sending())) {
            telemetry.traces().getTracer("t").spanBuilder("a-launch").startSpan().end();
        }
        assertThat(bodies.get("/v1/traces")).contains("a-launch").contains("it").contains("1.2");
    }

    @Test
    void sendsNoMetricsWhereOnlyTracesHaveACollector() {
        String url = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        try (Telemetry telemetry =
                Telemetry.start("it", "1", Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url))) {
            telemetry.traces().getTracer("t").spanBuilder("a-launch").startSpan().end();
            telemetry.shows(() -> Map.of("master/tasks_running", 3.0));
        }
        assertThat(bodies).containsOnlyKeys("/v1/traces");
    }

    @Test
    void endsInTimeWhenTheCollectorIsGone() {
        Map<String, String> environment = sending();
        collector.stop(0);
        long begun = System.nanoTime();
        try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
            telemetry.shows(() -> Map.of("master/tasks_running", 3.0));
            telemetry.traces().getTracer("t").spanBuilder("a-launch").startSpan().end();
        }
        assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
    }

    @Test
    void saysWhichVariableCannotBeUsed() {
        assertThatThrownBy(
                        () ->
                                Telemetry.start(
                                        "it", "1", sending("OTEL_METRIC_EXPORT_INTERVAL", "soon")))
                .hasMessageContaining("OTEL_METRIC_EXPORT_INTERVAL")
                .hasMessageContaining("soon");
        assertThatThrownBy(
                        () ->
                                Telemetry.start(
                                        "it", "1", sending("OTEL_EXPORTER_OTLP_PROTOCOL", "post")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTEL_")
                .hasMessageContaining("post");
        assertThatThrownBy(
                        () ->
                                Telemetry.start(
                                        "it",
                                        "1",
                                        Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "here:1")))
                .hasMessageContaining("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        assertThatThrownBy(
                        () ->
                                Telemetry.start(
                                        "it",
                                        "1",
                                        sending(
                                                "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
                                                "/nowhere.pem",
                                                "OTEL_TRACES_EXPORTER",
                                                "none")))
                .hasMessageContaining("OTEL_EXPORTER_OTLP_CERTIFICATE")
                .hasMessageContaining("/nowhere.pem");
    }

    @Test
    void tellsAScraperWhatIsThereAtTheMomentAndNothingThatIsGone() {
        Map<String, Double> values = new ConcurrentHashMap<>();
        values.put("master/frameworks/f/1/calls", 2.0);
        values.put("of nobody/known", 1.0);
        try (Telemetry telemetry = Telemetry.quiet()) {
            telemetry.shows(() -> values);
            assertThat(telemetry.scrape(null).text())
                    .contains(
                            "master_frameworks_calls_total{framework_id=\"1\",framework_name=\"f\"} 2.0\n")
                    .contains("of_nobody_known 1.0\n");
            values.remove("master/frameworks/f/1/calls");
            values.put("of nobody/known", 4.0);
            assertThat(telemetry.scrape(null).text())
                    .doesNotContain("master_frameworks_calls_total{")
                    .contains("of_nobody_known 4.0\n");
        }
    }

    @Test
    void tellsAScraperInTheFormatThatItAccepts() {
        try (Telemetry telemetry = Telemetry.quiet()) {
            assertThat(
                            telemetry
                                    .scrape("application/openmetrics-text; version=1.0.0")
                                    .contentType())
                    .startsWith("application/openmetrics-text");
            assertThat(telemetry.scrape("application/openmetrics-text").text()).endsWith("# EOF\n");
            assertThat(telemetry.scrape("*/*").contentType()).startsWith("text/plain");
        }
    }
}
