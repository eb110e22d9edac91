package io.mesocosm.telemetry;

import java.util.Map;
import java.util.function.Supplier;

/** A source of numbers that is shown; closed it is asked no more, and its last numbers stay. */
public final class Showing implements AutoCloseable {
    private final Supplier<Map<String, Double>> source;
    private Map<String, Double> last = Map.of();
    private boolean closed;

    Showing(Supplier<Map<String, Double>> source) {
        this.source = source;
    }

    synchronized Map<String, Double> read() {
        if (!closed) {
            last = Map.copyOf(source.get());
        }
        return last;
    }

    /** When this returns, nobody asks the source. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
