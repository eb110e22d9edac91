package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import io.mesocosm.protocol.duration.MesosDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /logging/toggle} and {@code /system/stats.json}, which every process has (spec §5.3). */
public final class DebugEndpoints {
    private static final Map<String, String> STATISTICS =
            Map.of(
                    "system/cpus_total", "cpus_total",
                    "system/load_1min", "avg_load_1min",
                    "system/load_5min", "avg_load_5min",
                    "system/load_15min", "avg_load_15min",
                    "system/mem_free_bytes", "mem_free_bytes",
                    "system/mem_total_bytes", "mem_total_bytes");

    private final LogLevel level;

    public DebugEndpoints(LogLevel level) {
        this.level = requireNonNull(level, "level");
    }

    /** Adds them, {@code /logging/toggle} guarded. */
    public void addTo(Routes.Builder routes, UnaryOperator<Endpoint> guard) {
        routes.only("/logging/toggle", guard.apply(this::toggle))
                .only("/system/stats", DebugEndpoints::statistics);
    }

    private void toggle(Exchange exchange) throws IOException {
        String wanted = exchange.query("level");
        String time = exchange.query("duration");
        if (wanted != null || time != null) {
            level.set(level(wanted), duration(time));
            exchange.empty(200);
            return;
        }
        exchange.text(200, level.get() + "\n");
    }

    private static int level(@Nullable String text) {
        if (text == null) {
            throw HttpRefusal.of(400, "Expecting 'level=value' in query.\n");
        }
        try {
            int level = Integer.parseInt(text);
            if (level >= 0) {
                return level;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw HttpRefusal.of(400, "Invalid level '" + text + "'.\n");
    }

    private static Duration duration(@Nullable String text) {
        if (text == null) {
            throw HttpRefusal.of(400, "Expecting 'duration=value' in query.\n");
        }
        try {
            return MesosDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.of(400, e.getMessage() + ".\n");
        }
    }

    private static void statistics(Exchange exchange) throws IOException {
        Map<String, Double> values = new TreeMap<>();
        SystemMetrics.read().forEach((name, value) -> values.put(STATISTICS.get(name), value));
        exchange.json(
                writer -> {
                    writer.beginObject();
                    values.forEach(writer::field);
                    writer.endObject();
                });
    }
}
