package io.mesocosm.telemetry;

import io.opentelemetry.api.trace.SpanKind;
import java.util.Set;

/**
 * A line of the table of spans.
 *
 * @param parent which span it is under
 * @param meaning what begins it and what ends it
 * @param attributes all that it can have
 */
public record SpanRow(
        String name, Kind kind, String parent, String meaning, Set<String> attributes) {

    /** What a span is to those of other processes, as OpenTelemetry has it. */
    public enum Kind {
        /** Work for who asked for it. */
        SERVER(SpanKind.SERVER),

        /** Work that another process is asked for. */
        CLIENT(SpanKind.CLIENT),

        /** Work of its own. */
        INTERNAL(SpanKind.INTERNAL);

        private final SpanKind kind;

        Kind(SpanKind kind) {
            this.kind = kind;
        }

        SpanKind told() {
            return kind;
        }
    }
}
