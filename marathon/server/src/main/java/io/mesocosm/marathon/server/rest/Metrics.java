package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Counters and gauges under Marathon's names (spec §8); safe for any thread. */
public final class Metrics implements Endpoint {

    private static final String ACTIVE = "marathon.http.requests.active.gauge";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final String DURATION = ".duration.timer.seconds";

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> more = new ConcurrentHashMap<>();
    private final AtomicInteger active = new AtomicInteger();
    private final Telemetry telemetry;
    private volatile @Nullable Api leader;

    /** How often something took how long. */
    private static final class Timer {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

        void took(long time) {
            count.increment();
            nanos.add(time);
            longest.accumulate(time);
        }

        double seconds() {
            return nanos.sum() / 1e9;
        }
    }

    /** All counters at zero, for somebody to be told them. */
    public Metrics(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Shows what is read anew each time. */
    public void gauge(String name, DoubleSupplier value) {
        more.put(name, value);
    }

    /** This process leads from now on: what its core knows is shown too. */
    public void leads(Api api) {
        leader = api;
    }

    /** It leads no more. */
    public void leadsNoMore() {
        leader = null;
    }

    /** Answers with all there is to be shown, whether this process leads or not. */
    @Override
    public void answer(Exchange exchange) throws IOException {
        if (isScrape(exchange)) {
            Telemetry.Exposition told = scraped(exchange);
            exchange.bytes(200, told.contentType(), told.text().getBytes(StandardCharsets.UTF_8));
            return;
        }
        exchange.bytes(
                200, Exchange.JSON, json(known()).toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether Prometheus asks, or somebody who reads as it does. */
    static boolean isScrape(Exchange exchange) {
        String accept = exchange.header("Accept");
        String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        return wanted.contains("application/openmetrics-text")
                || (wanted.contains("text/plain") && !wanted.contains("json"));
    }

    /** The answer that Prometheus wants. */
    Telemetry.Exposition scraped(Exchange exchange) {
        return telemetry.scrape(exchange.header("Accept"));
    }

    /** Every metric's present value; a timer's is its seconds, beside its count. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>(known());
        values.put(ACTIVE, (double) active.get());
        counters.forEach((name, value) -> values.put(name, (double) value.sum()));
        timers.forEach(
                (name, timer) -> {
                    values.put(name, timer.seconds());
                    values.put(name + "/count", (double) timer.count.sum());
                });
        return values;
    }

    private Map<String, Double> known() {
        Api leading = leader;
        try {
            return leading == null ? own() : leading.gauges();
        } catch (Refusal e) {
            return own(); // it is about to lead no more
        }
    }

    public void count(String name) {
        count(name, 1);
    }

    public void count(String name, long by) {
        counters.computeIfAbsent("marathon." + name, k -> new LongAdder()).add(by);
    }

    /** A request has come; the answer is for {@link #end}. */
    long begin() {
        active.incrementAndGet();
        return System.nanoTime();
    }

    /** A request has been answered. */
    void end(Call call, long begun) {
        active.decrementAndGet();
        long time = System.nanoTime() - begun;
        String method = call.exchange().method().toLowerCase(Locale.ROOT);
        timer("http.requests" + DURATION).took(time);
        if (METHODS.contains(method)) {
            timer("http.requests." + method + DURATION).took(time);
        }
        if (call.status() > 0) {
            count("http.responses." + call.status() / 100 + "xx.rate.meter");
        }
        count("http.requests.size.counter.bytes", call.received());
        count("http.responses.size.counter.bytes", call.sent());
    }

    private Timer timer(String name) {
        return timers.computeIfAbsent("marathon." + name, k -> new Timer());
    }

    /** What can be read off the core, and what else there is to be shown. */
    Map<String, Double> gauges(View view) {
        Map<String, Double> gauges = own();
        put(gauges, "apps.active.gauge", view.root().transitiveApps().size());
        put(gauges, "pods.active.gauge", 0);
        put(gauges, "groups.active.gauge", view.root().transitiveGroups().size() + 1);
        put(gauges, "deployments.active.gauge", view.deployments().size());
        int running = 0;
        int staged = 0;
        int overdue = 0;
        Instant late = view.now().minus(Duration.ofMinutes(5));
        for (Instance instance : view.allInstances()) {
            Condition condition = instance.condition();
            running += condition == Condition.RUNNING ? 1 : 0;
            staged += condition.isLaunching() ? 1 : 0;
            overdue += condition.isLaunching() && instance.since().isBefore(late) ? 1 : 0;
        }
        put(gauges, "instances.running.gauge", running);
        put(gauges, "instances.staged.gauge", staged);
        put(gauges, "instances.launch-overdue.gauge", overdue);
        put(gauges, "instances.inflight-kills.gauge", view.killsInFlight());
        put(gauges, "leadership.duration.gauge.seconds", uptime());
        return gauges;
    }

    /** What every Marathon knows of itself. */
    private Map<String, Double> own() {
        Map<String, Double> gauges = new TreeMap<>();
        put(gauges, "uptime.gauge.seconds", uptime());
        put(
                gauges,
                "jvm.memory.heap.used.gauge.bytes",
                (double) ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        put(
                gauges,
                "jvm.threads.active.gauge",
                ManagementFactory.getThreadMXBean().getThreadCount());
        more.forEach((name, value) -> put(gauges, name, value.getAsDouble()));
        return gauges;
    }

    private static double uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }

    private static void put(Map<String, Double> gauges, String name, double value) {
        gauges.put("marathon." + name, value);
    }

    ObjectNode json(Map<String, Double> gauges) {
        ObjectNode out = Call.object();
        out.put("version", "4.0.0");
        ObjectNode gaugeNode = out.putObject("gauges");
        gauges.forEach((name, value) -> gaugeNode.putObject(name).put("value", value));
        gaugeNode.putObject(ACTIVE).put("value", active.get());
        ObjectNode counterNode = out.putObject("counters");
        ObjectNode meterNode = out.putObject("meters");
        new TreeMap<>(counters)
                .forEach(
                        (name, value) ->
                                (name.endsWith(".meter") ? meterNode : counterNode)
                                        .putObject(name)
                                        .put("count", value.sum()));
        out.putObject("histograms");
        ObjectNode timerNode = out.putObject("timers");
        new TreeMap<>(timers)
                .forEach(
                        (name, timer) ->
                                timerNode
                                        .putObject(name)
                                        .put("count", timer.count.sum())
                                        .put("max", timer.longest.get() / 1e9)
                                        .put(
                                                "mean",
                                                timer.seconds() / Math.max(1, timer.count.sum()))
                                        .put("duration_units", "seconds"));
        return out;
    }

    String prometheus(Map<String, Double> gauges) {
        StringBuilder out = new StringBuilder();
        gauges.forEach((name, value) -> line(out, name, "gauge", value));
        line(out, ACTIVE, "gauge", active.get());
        new TreeMap<>(counters)
                .forEach((name, value) -> line(out, name, "counter", (double) value.sum()));
        new TreeMap<>(timers)
                .forEach(
                        (name, timer) -> {
                            String flat = flat(name);
                            out.append("# TYPE ").append(flat).append(" summary\n");
                            out.append(flat).append("_sum ").append(timer.seconds()).append('\n');
                            out.append(flat)
                                    .append("_count ")
                                    .append(timer.count.sum())
                                    .append('\n');
                        });
        return out.toString();
    }

    private static String flat(String name) {
        return name.replace('.', '_').replace('-', '_');
    }

    private static void line(StringBuilder out, String name, String type, double value) {
        String flat = flat(name);
        out.append("# TYPE ").append(flat).append(' ').append(type).append('\n');
        out.append(flat).append(' ').append(value).append('\n');
    }
}
