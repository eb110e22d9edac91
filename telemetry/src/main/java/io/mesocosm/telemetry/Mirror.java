package io.mesocosm.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters of what sources of numbers tell, for as long as they tell it. A source is asked once for
 * all of its meters: by who reads, or by the first meter that is read when the last answer is old.
 */
final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MeterRegistry registry;
    private final MetricTable table;
    private final List<Showing> sources = new CopyOnWriteArrayList<>();
    private final Map<String, Meter> meters = new HashMap<>();
    private Map<String, Double> values = Map.of();
    private long readAt = System.nanoTime() - FRESH_NANOS;

    Mirror(MeterRegistry registry, MetricTable table) {
        this.registry = registry;
        this.table = table;
    }

    void add(Showing source) {
        sources.add(source);
    }

    /** Asks the sources, and has a meter for each of their names and for no other. */
    synchronized void read() {
        Map<String, Double> read = new HashMap<>();
        sources.forEach(source -> read.putAll(source.read()));
        values = read;
        readAt = System.nanoTime();
        read.keySet().stream()
                .filter(name -> !meters.containsKey(name) && !table.isCountOfTimer(name))
                .forEach(name -> meters.put(name, meter(name)));
        meters.entrySet()
                .removeIf(
                        entry -> {
                            boolean gone = !read.containsKey(entry.getKey());
                            if (gone) {
                                registry.remove(entry.getValue());
                            }
                            return gone;
                        });
    }

    private synchronized double value(String name) {
        if (System.nanoTime() - readAt > FRESH_NANOS) {
            try {
                read();
            } catch (RuntimeException e) {
                LOG.debug("the metrics cannot be read", e);
                readAt = System.nanoTime(); // else each of them would try it again
            }
        }
        return values.getOrDefault(name, Double.NaN);
    }

    private Meter meter(String name) {
        MetricTable.Found found = table.find(name);
        if (found == null) { // a name that nobody has thought of is better than none
            return Gauge.builder(name, this, mirror -> mirror.value(name)).register(registry);
        }
        MetricRow row = found.row();
        List<Tag> tags = new ArrayList<>();
        List<String> keys = row.parts();
        for (int i = 0; i < keys.size(); i++) {
            tags.add(Tag.of(keys.get(i), found.parts().get(i)));
        }
        return switch (row.kind()) {
            case GAUGE ->
                    Gauge.builder(row.told(), this, mirror -> mirror.value(name))
                            .tags(tags)
                            .baseUnit(row.unit())
                            .description(row.meaning())
                            .register(registry);
            case COUNTER ->
                    FunctionCounter.builder(row.told(), this, mirror -> mirror.value(name))
                            .tags(tags)
                            .baseUnit(row.unit())
                            .description(row.meaning())
                            .register(registry);
            case TIMER ->
                    FunctionTimer.builder(
                                    row.told(),
                                    this,
                                    mirror -> (long) mirror.value(name + "/count"),
                                    mirror -> mirror.value(name),
                                    TimeUnit.SECONDS)
                            .tags(tags)
                            .description(row.meaning())
                            .register(registry);
        };
    }
}
