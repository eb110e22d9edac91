package io.mesocosm.master.core.state;

import io.mesocosm.master.core.snapshot.Counters;
import java.util.HashMap;
import java.util.Map;

/** The counters while they count; owned by the writer's thread. */
public final class CounterTable {
    private final Map<String, Long> totals = new HashMap<>();
    private final Map<String, Map<String, Long>> frameworks = new HashMap<>();

    public void count(String name) {
        totals.merge(name, 1L, Long::sum);
    }

    public void count(String frameworkId, String name) {
        frameworks.computeIfAbsent(frameworkId, id -> new HashMap<>()).merge(name, 1L, Long::sum);
    }

    /** A framework that left the completed ones leaves no counters behind. */
    public void forget(String frameworkId) {
        frameworks.remove(frameworkId);
    }

    Counters snapshot() {
        Map<String, Map<String, Long>> copies = new HashMap<>();
        frameworks.forEach((id, counts) -> copies.put(id, Map.copyOf(counts)));
        return new Counters(totals, copies);
    }
}
