package io.mesocosm.http;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The {@code system/} metrics: what the machine has and how busy it is. */
public final class SystemMetrics {
    private static final Path LOAD = Path.of("/proc/loadavg");

    private SystemMetrics() {}

    public static Map<String, Double> read() {
        OperatingSystemMXBean machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, Double> values = new TreeMap<>();
        values.put("system/cpus_total", (double) machine.getAvailableProcessors());
        values.put("system/mem_total_bytes", (double) machine.getTotalMemorySize());
        values.put("system/mem_free_bytes", (double) machine.getFreeMemorySize());
        values.putAll(load());
        return values;
    }

    /** Nothing where the system does not tell. */
    private static Map<String, Double> load() {
        try {
            String[] fields = Files.readString(LOAD).split(" ", 4);
            return Map.of(
                    "system/load_1min", Double.parseDouble(fields[0]),
                    "system/load_5min", Double.parseDouble(fields[1]),
                    "system/load_15min", Double.parseDouble(fields[2]));
        } catch (IOException e) {
            return Map.of();
        }
    }
}
