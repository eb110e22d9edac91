package io.mesocosm.telemetry;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's variables of an environment, as its specification reads them: a signal's own goes
 * before the one of all, and an empty one is none.
 */
record OtlpEnvironment(Map<String, String> variables) {
    static final String TRACES = "TRACES";
    static final String METRICS = "METRICS";
    private static final String PREFIX = "OTEL_EXPORTER_OTLP_";

    OtlpEnvironment {
        Map<String, String> known = new HashMap<>();
        variables.forEach(
                (name, value) -> {
                    if (name.startsWith("OTEL_") && !value.isBlank()) {
                        known.put(name, value.strip());
                    }
                });
        variables = Map.copyOf(known);
    }

    /** Whether a signal has somewhere to go, and nobody has said that it shall not. */
    boolean isOn(String signal) {
        return !"true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))
                && of(signal, "ENDPOINT") != null
                && !"none".equals(variables.get("OTEL_" + signal + "_EXPORTER"));
    }

    /** A setting of the exporter of a signal, or null. */
    @Nullable String of(String signal, String setting) {
        String own = variables.get(PREFIX + signal + "_" + setting);
        return own != null ? own : variables.get(PREFIX + setting);
    }

    /** HTTP unless it is said otherwise, for metrics are sent by HTTP only. */
    String protocol(String signal) {
        String said = of(signal, "PROTOCOL");
        return said == null ? "http/protobuf" : said;
    }

    /** Where metrics go: a URL of their own is taken as it is, the one of all has a path added. */
    String metricsUrl() {
        String own = variables.get(PREFIX + "METRICS_ENDPOINT");
        if (own != null) {
            return own;
        }
        String all = variables.getOrDefault(PREFIX + "ENDPOINT", "");
        return all + (all.endsWith("/") ? "" : "/") + "v1/metrics";
    }

    Map<String, String> headers() {
        return pairs(of(METRICS, "HEADERS"));
    }

    /** What the process is, with what it is called if nobody gave it another name. */
    Map<String, String> resource(String serviceName, String version) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("service.name", serviceName);
        resource.put("service.version", version);
        resource.putAll(pairs(variables.get("OTEL_RESOURCE_ATTRIBUTES")));
        String name = variables.get("OTEL_SERVICE_NAME");
        if (name != null) {
            resource.put("service.name", name);
        }
        return resource;
    }

    Duration interval() {
        return millis("OTEL_METRIC_EXPORT_INTERVAL", variables.get("OTEL_METRIC_EXPORT_INTERVAL"))
                .orElse(60_000);
    }

    Duration timeout() {
        return millis(PREFIX + "TIMEOUT", of(METRICS, "TIMEOUT")).orElse(10_000);
    }

    private record Millis(@Nullable Long given) {
        Duration orElse(long millis) {
            return Duration.ofMillis(given == null ? millis : given);
        }
    }

    private static Millis millis(String name, @Nullable String value) {
        if (value == null) {
            return new Millis(null);
        }
        try {
            long millis = Long.parseLong(value);
            if (millis > 0) {
                return new Millis(millis);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "%s is a number of milliseconds above 0, not '%s'".formatted(name, value));
    }

    private static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text == null ? new String[0] : text.split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(
                        pair.substring(0, equals).strip(),
                        URLDecoder.decode(
                                pair.substring(equals + 1).strip().replace("+", "%2B"),
                                StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }

    /** As properties of the SDK: {@code OTEL_TRACES_SAMPLER} is {@code otel.traces.sampler}. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        variables.forEach(
                (name, value) ->
                        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }
}
