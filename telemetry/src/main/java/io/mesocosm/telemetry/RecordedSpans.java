package io.mesocosm.telemetry;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Spans kept as they end, for tests of who makes them. Any thread. */
public final class RecordedSpans {
    private final List<SpanData> ended = new CopyOnWriteArrayList<>();

    private final class Keeping implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            ended.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /** Telemetry of a process whose spans are kept here. */
    public Telemetry telemetry() {
        return Telemetry.tracedBy(
                OpenTelemetrySdk.builder()
                        .setTracerProvider(
                                SdkTracerProvider.builder()
                                        .addSpanProcessor(SimpleSpanProcessor.create(new Keeping()))
                                        .build())
                        .setPropagators(
                                ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                        .build());
    }

    /** Those of one name that have ended so far. */
    public List<SpanData> named(String name) {
        return ended.stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** What {@link SpanTable#differences} has to say of those that have ended so far. */
    public Set<String> differences(String prefix) {
        Map<String, Set<String>> made = new TreeMap<>();
        for (SpanData span : ended) {
            Set<String> attributes = made.computeIfAbsent(span.getName(), _ -> new TreeSet<>());
            span.getAttributes().forEach((key, _) -> attributes.add(key.getKey()));
        }
        return SpanTable.builtIn().differences(made, prefix);
    }
}
