package io.mesocosm.http;

import io.mesocosm.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
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

    /** {@code /metrics}: what a Prometheus scrapes, in the format that it accepts. */
    public static Endpoint scrape(Telemetry telemetry) {
        return exchange -> {
            exchange.requireMethod("GET", "HEAD");
            Telemetry.Exposition told = telemetry.scrape(exchange.header("Accept"));
            exchange.bytes(200, told.contentType(), told.text().getBytes(StandardCharsets.UTF_8));
        };
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
