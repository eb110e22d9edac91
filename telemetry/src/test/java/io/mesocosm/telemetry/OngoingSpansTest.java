package io.mesocosm.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans that end elsewhere than they begin. */
class OngoingSpansTest {
    private final RecordedSpans recorded = new RecordedSpans();
    private final Telemetry telemetry = recorded.telemetry();
    private final OngoingSpans<String> spans = new OngoingSpans<>(2);

    @AfterEach
    void close() {
        telemetry.close();
    }

    private Span span(String name) {
        return telemetry.tracing().span(name).startSpan();
    }

    @Test
    void areFoundByTheirKeyUntilTheyAreTaken() {
        assertThat(spans.begin("a", () -> span("one"))).isTrue();
        Span one = Span.fromContext(spans.under("a"));
        assertThat(one.isRecording()).isTrue();
        assertThat(spans.take("a")).isSameAs(one);
        assertThat(spans.take("a")).isNull();
        assertThat(spans.under("a")).isSameAs(Context.root());
    }

    @Test
    void areOneForEachKey() {
        spans.begin("a", () -> span("one"));
        assertThat(spans.begin("a", () -> span("two"))).isFalse();
        Objects.requireNonNull(spans.take("a")).end();
        assertThat(recorded.named("one")).hasSize(1);
        assertThat(recorded.named("two")).isEmpty();
    }

    @Test
    void areGivenUpWhereTooManyNeverEnd() {
        spans.begin("a", () -> span("eldest"));
        spans.begin("b", () -> span("other"));
        spans.begin("c", () -> span("other"));
        assertThat(spans.take("a")).isNull();
        assertThat(recorded.named("eldest").getFirst().getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
        assertThat(spans.take("b")).isNotNull();
        assertThat(spans.take("c")).isNotNull();
    }
}
