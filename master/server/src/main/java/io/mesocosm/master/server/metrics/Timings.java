package io.mesocosm.master.server.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;

/**
 * How long something took, each of the last times: what Mesos's timers tell under {@code <name>_ms}
 * (spec §11). Before the first time it tells nothing. Any thread.
 */
public final class Timings {
    private static final int WINDOW = 1000;
    private static final Map<String, Double> PERCENTILES =
            Map.of(
                    "p50", 0.5, "p90", 0.9, "p95", 0.95, "p99", 0.99, "p999", 0.999, "p9999",
                    0.9999);

    private final String key;
    private final double[] window = new double[WINDOW];
    private long count;

    /** Timings under a name without the {@code _ms}. */
    public Timings(String name) {
        this.key = requireNonNull(name, "name") + "_ms";
    }

    /** Takes in a time that began then, by {@link System#nanoTime()}, and ends now. */
    public void since(long begun) {
        add((System.nanoTime() - begun) / 1e6);
    }

    synchronized void add(double millis) {
        window[(int) (count++ % WINDOW)] = millis;
    }

    /** The last time, and the statistics over those before it. */
    public void putInto(Map<String, Double> values) {
        double last;
        double[] sorted;
        synchronized (this) {
            if (count == 0) {
                return;
            }
            last = window[(int) ((count - 1) % WINDOW)];
            sorted = Arrays.copyOf(window, (int) Math.min(count, WINDOW));
        }
        Arrays.sort(sorted);
        values.put(key, last);
        values.put(key + "/count", (double) sorted.length);
        values.put(key + "/min", sorted[0]);
        values.put(key + "/max", sorted[sorted.length - 1]);
        PERCENTILES.forEach((name, share) -> values.put(key + "/" + name, at(sorted, share)));
    }

    /** Between two measured values in proportion, as Mesos has it. */
    private static double at(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
