package io.mesocosm.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a trace comes in, is added to and goes on. */
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String GIVEN = "00-" + TRACE + "-b7ad6b7169203331-01";

    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer collector;

    /** One that does not answer for as long as a test runs. */
    @BeforeEach
    void startCollector() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        collector.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    requests.incrementAndGet();
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void stopCollector() {
        answered.countDown();
        collector.stop(0);
    }

    private Map<String, String> sending(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Test
    void carriesATraceOnThatARequestBrought() {
        RecordedSpans recorded = new RecordedSpans();
        try (Telemetry telemetry = recorded.telemetry()) {
            Tracing tracing = telemetry.tracing();
            Context caller = tracing.received(Map.of("traceparent", GIVEN)::get);
            Span span = tracing.span("master.launch").setParent(caller).startSpan();
            assertThat(tracing.sent(Tracing.under(span)))
                    .containsOnlyKeys("traceparent")
                    .containsEntry("traceparent", Tracing.traceparent(Tracing.under(span)));
            assertThat(Tracing.traceparent(Tracing.under(span)))
                    .startsWith("00-" + TRACE + "-" + span.getSpanContext().getSpanId());
            span.end();
        }
        SpanData ended = recorded.named("master.launch").getFirst();
        assertThat(ended.getTraceId()).isEqualTo(TRACE);
        assertThat(ended.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(ended.getKind()).isEqualTo(SpanKind.SERVER);
    }

    @Test
    void beginsATraceWhereNoneIsBroughtOrOneThatIsNonsense() {
        RecordedSpans recorded = new RecordedSpans();
        try (Telemetry telemetry = recorded.telemetry()) {
            Tracing tracing = telemetry.tracing();
            for (Context context :
                    List.of(
                            tracing.received(_ -> null),
                            tracing.received(_ -> "00-zz-1-01"),
                            Tracing.of(""),
                            Tracing.of("nonsense"))) {
                tracing.span("master.launch").setParent(context).startSpan().end();
            }
        }
        assertThat(recorded.named("master.launch"))
                .hasSize(4)
                .allSatisfy(span -> assertThat(span.getParentSpanContext().isValid()).isFalse());
    }

    @Test
    void readsAgainWhatItHasWrittenAsOneText() {
        assertThat(Tracing.traceparent(Tracing.of(GIVEN))).isEqualTo(GIVEN);
        assertThat(Tracing.traceparent(Context.root())).isEmpty();
    }

    @Test
    void makesNothingWhereNoCollectorIsNamedOrNoSpansAreWanted() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), sending("OTEL_TRACES_EXPORTER", "none"))) {
            try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
                Tracing tracing = telemetry.tracing();
                assertThat(tracing.isOn()).isFalse();
                assertThat(tracing.span("x").startSpan().isRecording()).isFalse();
                assertThat(tracing.sent(tracing.received(_ -> GIVEN))).isEmpty();
            }
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void samplesAndPropagatesAsTheEnvironmentSays() {
        Map<String, String> environment =
                sending("OTEL_TRACES_SAMPLER", "always_off", "OTEL_PROPAGATORS", "baggage");
        try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
            Span span = telemetry.tracing().span("master.launch").startSpan();
            assertThat(span.isRecording()).isFalse();
            assertThat(telemetry.tracing().sent(Tracing.under(span))).isEmpty();
        }
    }

    /** The queue is bounded: what finds no place there is dropped, and nobody waits. */
    @Test
    void doesNotWaitForACollectorThatDoesNotAnswer() {
        int many = 50_000;
        Map<String, String> environment =
                sending("OTEL_BSP_SCHEDULE_DELAY", "10", "OTEL_BSP_MAX_QUEUE_SIZE", "1000");
        try (Telemetry telemetry = Telemetry.start("it", "1", environment)) {
            Tracing tracing = telemetry.tracing();
            tracing.span("master.launch").startSpan().end();
            await().until(() -> requests.get() > 0);
            long begun = System.nanoTime();
            for (int i = 0; i < many; i++) {
                tracing.span("master.launch").startSpan().end();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(requests).hasValueLessThan(many / 1000);
        }
    }
}
