package io.mesocosm.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process tells of itself: its metrics to who scrapes them, and metrics and traces to a
 * collector where the environment names one by OpenTelemetry's variables. Where it names none this
 * costs nothing until somebody scrapes.
 */
public final class Telemetry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final OtlpEnvironment environment;
    private final Map<String, String> resource;
    private final OpenTelemetry traces;
    private final Tracing tracing;
    private final List<Showing> sources = new ArrayList<>();
    private @Nullable Registries registries;

    /** Made when they are first asked for. */
    private record Registries(
            CompositeMeterRegistry all,
            PrometheusMeterRegistry prometheus,
            @Nullable MetricsSender sender,
            Mirror mirror) {}

    /** What a scrape is answered with. */
    public record Exposition(String contentType, String text) {}

    private Telemetry(
            OtlpEnvironment environment, Map<String, String> resource, OpenTelemetry traces) {
        this.environment = environment;
        this.resource = resource;
        this.traces = traces;
        this.tracing = new Tracing(traces);
    }

    /**
     * Telemetry of a process as its environment wants it.
     *
     * @param serviceName what it is called unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES say
     *     otherwise
     * @throws IllegalArgumentException when a variable cannot be used; the text names it
     */
    public static Telemetry start(
            String serviceName, String version, Map<String, String> environment) {
        OtlpEnvironment known = new OtlpEnvironment(environment);
        Map<String, String> resource = known.resource(serviceName, version);
        Telemetry telemetry =
                new Telemetry(
                        known,
                        resource,
                        known.isOn(OtlpEnvironment.TRACES)
                                ? sdk(known, resource)
                                : OpenTelemetry.noop());
        boolean done = false;
        try {
            if (telemetry.sendsMetrics()) {
                telemetry.registries();
            }
            done = true;
            return telemetry;
        } finally {
            if (!done) {
                telemetry.close();
            }
        }
    }

    /** For a process, or a test of one, that tells nobody but who scrapes it. */
    public static Telemetry quiet() {
        return start("mesocosm", "", Map.of());
    }

    /** As {@link #quiet()}, but that spans are made there; it is closed with this. */
    static Telemetry tracedBy(OpenTelemetry traces) {
        return new Telemetry(new OtlpEnvironment(Map.of()), Map.of(), traces);
    }

    private static OpenTelemetry sdk(OtlpEnvironment environment, Map<String, String> resource) {
        AttributesBuilder attributes = Attributes.builder();
        resource.forEach(attributes::put);
        Map<String, String> properties = new HashMap<>(environment.properties());
        properties.putIfAbsent(
                "otel.exporter.otlp.protocol", environment.protocol(OtlpEnvironment.TRACES));
        properties.putIfAbsent("otel.logs.exporter", "none");
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> properties)
                    .addResourceCustomizer(
                            (found, _) -> found.merge(Resource.create(attributes.build())))
                    // Metrics are Micrometer's to send.
                    .addPropertiesCustomizer(_ -> Map.of("otel.metrics.exporter", "none"))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(
                    "a variable of OpenTelemetry (OTEL_…) cannot be used: " + e.getMessage(), e);
        }
    }

    private boolean sendsMetrics() {
        if (!environment.isOn(OtlpEnvironment.METRICS)) {
            return false;
        }
        String protocol = environment.protocol(OtlpEnvironment.METRICS);
        if (!protocol.equals("http/protobuf")) {
            LOG.warn(
                    "metrics are not sent: OTEL_EXPORTER_OTLP_PROTOCOL is {}, and they go by"
                            + " http/protobuf only; set OTEL_EXPORTER_OTLP_METRICS_PROTOCOL and"
                            + " OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, or have /metrics scraped",
                    protocol);
            return false;
        }
        return true;
    }

    private synchronized Registries registries() {
        Registries made = registries;
        if (made == null) {
            made = make();
            registries = made;
        }
        return made;
    }

    private Registries make() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        prometheus.config().namingConvention(new OwnNames());
        CompositeMeterRegistry all = new CompositeMeterRegistry();
        all.add(prometheus);
        MetricsSender sender = null;
        if (sendsMetrics()) {
            MetricsSender.checked(environment.metricsUrl());
            sender =
                    new MetricsSender(
                            environment.timeout(), Certificates.of(environment).context());
            OtlpMeterRegistry otlp =
                    OtlpMeterRegistry.builder(new OtlpSettings(environment, resource))
                            .clock(Clock.SYSTEM)
                            .metricsSender(new OtlpHttpMetricsSender(sender))
                            .threadFactory(
                                    Thread.ofPlatform()
                                            .name("telemetry-metrics")
                                            .daemon()
                                            .factory())
                            .build();
            all.add(otlp);
        }
        Mirror mirror = new Mirror(all, MetricTable.builtIn());
        sources.forEach(mirror::add);
        return new Registries(all, prometheus, sender, mirror);
    }

    /**
     * Micrometer's names, but with no unit behind, and with {@code _total} where a gauge's own name
     * has it: they would be others than those of Mesos.
     */
    private static final class OwnNames extends PrometheusNamingConvention {
        @Override
        public String name(String name, Meter.Type type, @Nullable String unit) {
            boolean whole = type == Meter.Type.TIMER && name.endsWith(".seconds");
            return whole || type == Meter.Type.GAUGE
                    ? PrometheusNaming.prometheusName(tagKey(name))
                    : super.name(name, type, null);
        }
    }

    /** Where spans are made; one that does nothing where no collector is named. */
    public OpenTelemetry traces() {
        return traces;
    }

    /** How the process's components make spans. */
    public Tracing tracing() {
        return tracing;
    }

    /** Where a library puts meters of its own. */
    public MeterRegistry meters() {
        return registries().all;
    }

    /**
     * Tells what this source tells from now on. It is closed before what the source needs ends.
     *
     * @param source asked by any thread: every metric's present value by its name in the table
     */
    public Showing shows(Supplier<Map<String, Double>> source) {
        Showing showing = new Showing(source);
        Registries made;
        synchronized (this) {
            sources.add(showing);
            made = registries;
        }
        if (made != null) {
            made.mirror.add(showing);
            made.mirror.read(); // what is not there cannot ask to be read
        }
        return showing;
    }

    /**
     * All metrics as they are, for Prometheus.
     *
     * @param accept the header by that name: which of its formats is wanted
     */
    public Exposition scrape(@Nullable String accept) {
        Registries known = registries();
        known.mirror.read();
        boolean open = accept != null && accept.contains("application/openmetrics-text");
        String type =
                open
                        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                        : "text/plain; version=0.0.4; charset=utf-8";
        return new Exposition(type, known.prometheus.scrape(type));
    }

    /** Sends what is left, if that can be done in two seconds, and tells nothing more. */
    @Override
    public void close() {
        Registries made;
        synchronized (this) {
            made = registries;
            sources.forEach(Showing::close);
        }
        if (made != null) {
            close(made);
        }
        if (traces instanceof OpenTelemetrySdk sdk) {
            sdk.shutdown().join(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void close(Registries made) {
        Thread sending = Thread.ofPlatform().daemon().name("telemetry-end").start(made.all::close);
        try {
            if (!sending.join(FAREWELL)) {
                LOG.warn("the collector did not take the last metrics in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (made.sender != null) {
            made.sender.close();
        }
    }
}
