package io.mesocosm.marathon.core.launch;

import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The apps that wait for offers, those that wait longest first; owned by the core. */
public final class LaunchQueue {

    /** Since when an app waits, and what the offers said meanwhile. */
    public record Entry(PathId app, Instant since, OfferStats stats) {}

    private final Map<PathId, Entry> entries = new LinkedHashMap<>();

    /** An empty queue. */
    public LaunchQueue() {}

    public void enqueue(PathId app, Instant now) {
        entries.computeIfAbsent(app, k -> new Entry(app, now, new OfferStats()));
    }

    public void remove(PathId app) {
        entries.remove(app);
    }

    public @Nullable Entry get(PathId app) {
        return entries.get(app);
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
