package io.mesocosm.master.core.snapshot;

import java.util.Map;

/**
 * Counts since the master's start, by name; names follow the metrics of spec §11 without the {@code
 * master/} in front ({@code task_failed/source_executor/reason_…} included), a name that is not
 * there counts 0. {@code frameworks} holds the same per framework id, named as under {@code
 * master/frameworks/<name>/<id>/}.
 */
public record Counters(Map<String, Long> totals, Map<String, Map<String, Long>> frameworks) {
    public Counters {
        totals = Map.copyOf(totals);
        frameworks = Map.copyOf(frameworks);
    }

    public long total(String name) {
        return totals.getOrDefault(name, 0L);
    }
}
