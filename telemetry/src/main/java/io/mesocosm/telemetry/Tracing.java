package io.mesocosm.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a component makes spans, takes up a trace that others have begun and hands it on. Who asks
 * {@link #isOn} first pays nothing where no collector is named. Any thread.
 */
public final class Tracing {
    /** Makes nothing. */
    public static final Tracing OFF = new Tracing(OpenTelemetry.noop());

    private static final String LINK = "traceparent";
    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Function<String, @Nullable String>> BY_NAME =
            (headers, name) -> Objects.requireNonNull(headers).apply(name);

    private final boolean on;
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final @Nullable SpanTable table;

    Tracing(OpenTelemetry traces) {
        this.on = !traces.equals(OpenTelemetry.noop());
        this.tracer = traces.getTracer("io.mesocosm");
        this.propagator = traces.getPropagators().getTextMapPropagator();
        this.table = on ? SpanTable.builtIn() : null;
    }

    /** Whether anybody is told of spans. */
    public boolean isOn() {
        return on;
    }

    /**
     * A span to be started, under the name that docs/operate/traces.md has it by; without a parent
     * unless it is given one.
     */
    public SpanBuilder span(String name) {
        SpanBuilder span = tracer.spanBuilder(name).setNoParent();
        SpanRow row = table == null ? null : table.find(name);
        return row == null ? span : span.setSpanKind(row.kind().told());
    }

    /** What a request says of the trace that it belongs to; an empty context if it says nothing. */
    public Context received(Function<String, @Nullable String> header) {
        return propagator.extract(Context.root(), header, BY_NAME);
    }

    /** The headers by which a request carries a trace on. */
    public Map<String, String> sent(Context context) {
        Map<String, String> headers = new HashMap<>();
        propagator.inject(
                context, headers, (to, name, value) -> Objects.requireNonNull(to).put(name, value));
        return headers;
    }

    /** A context as one text, which W3C calls a traceparent; empty if it is of no trace. */
    public static String traceparent(Context context) {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(
                context, headers, (to, name, value) -> Objects.requireNonNull(to).put(name, value));
        return headers.getOrDefault(LINK, "");
    }

    /** The context that a text of {@link #traceparent} is of; an empty one for any other text. */
    public static Context of(String traceparent) {
        return W3C.extract(Context.root(), name -> name.equals(LINK) ? traceparent : null, BY_NAME);
    }

    /** A span as the parent of others. */
    public static Context under(Span span) {
        return Context.root().with(span);
    }
}
