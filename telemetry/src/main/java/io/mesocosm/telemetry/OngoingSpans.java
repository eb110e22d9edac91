package io.mesocosm.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spans that end elsewhere than they begin, each under the key by which its end is known. They are
 * forgotten, the eldest first, where too many never end. Any thread.
 */
public final class OngoingSpans<K> {
    /** More launches than this are not under way at once; what is, is lost with its process. */
    private static final int MOST = 100_000;

    private final int most;
    private final Map<K, Span> spans = new LinkedHashMap<>();

    public OngoingSpans() {
        this(MOST);
    }

    OngoingSpans(int most) {
        this.most = most;
    }

    /** Begins a span unless there is one under that key; whether it did. */
    public synchronized boolean begin(K key, Supplier<Span> span) {
        if (spans.containsKey(key)) {
            return false;
        }
        if (spans.size() >= most) {
            Span eldest = spans.remove(spans.keySet().iterator().next());
            if (eldest != null) {
                eldest.setStatus(StatusCode.ERROR, "its end was never told");
                eldest.end();
            }
        }
        spans.put(key, span.get());
        return true;
    }

    /** The context for what belongs to the span of that key; an empty one if there is none. */
    public synchronized Context under(K key) {
        Span span = spans.get(key);
        return span == null ? Context.root() : Tracing.under(span);
    }

    /** Takes out the span of that key for its end; null if there is none, or no more. */
    public synchronized @Nullable Span take(K key) {
        return spans.remove(key);
    }
}
