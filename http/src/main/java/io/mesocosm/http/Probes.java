package io.mesocosm.http;

import java.util.Map;
import java.util.TreeMap;

/** The endpoints that every component has: health, version and metrics (spec §5.3). */
public final class Probes {
    private Probes() {}

    /** {@code /health}: 200, empty. */
    public static Endpoint health() {
        return exchange -> exchange.empty(200);
    }

    /** {@code /version}. */
    public static Endpoint version(VersionInfo version) {
        return exchange ->
                exchange.json(
                        writer -> {
                            writer.beginObject();
                            version.writeFields(writer);
                            writer.endObject();
                        });
    }

    /** {@code /metrics/snapshot}: one flat object of numbers. */
    public static Endpoint metrics(MetricsSource source) {
        return exchange -> {
            Map<String, Double> metrics = new TreeMap<>(source.snapshot());
            exchange.json(
                    writer -> {
                        writer.beginObject();
                        metrics.forEach(writer::field);
                        writer.endObject();
                    });
        };
    }
}
