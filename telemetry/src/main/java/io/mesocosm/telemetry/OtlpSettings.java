package io.mesocosm.telemetry;

import io.micrometer.registry.otlp.OtlpConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How metrics are sent, by one environment and nothing else. */
record OtlpSettings(OtlpEnvironment environment, Map<String, String> resource)
        implements OtlpConfig {

    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public String url() {
        return environment.metricsUrl();
    }

    @Override
    public Duration step() {
        return environment.interval();
    }

    /** As the table of metrics says it, and as Prometheus is told. */
    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    public Map<String, String> headers() {
        return environment.headers();
    }

    @Override
    public Map<String, String> resourceAttributes() {
        return resource;
    }
}
