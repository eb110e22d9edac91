package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * How much a component logs, in glog's numbers: 0 leaves it as it was started, 1 is debug, more is
 * trace. Any thread.
 */
public final class LogLevel {
    private final ScheduledExecutorService timer;
    private final IntConsumer apply;
    private int level;
    private long changes;

    /**
     * @param timer takes a level back when its time is over
     * @param apply gives a level to the loggers
     */
    public LogLevel(ScheduledExecutorService timer, IntConsumer apply) {
        this.timer = requireNonNull(timer, "timer");
        this.apply = requireNonNull(apply, "apply");
    }

    public synchronized int get() {
        return level;
    }

    /** Sets the level and, when the time is over, takes it back. */
    public synchronized void set(int newLevel, Duration time) {
        change(newLevel);
        long change = ++changes;
        var _ = timer.schedule(() -> revert(change), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void revert(long change) {
        if (change == changes) {
            change(0);
        }
    }

    private void change(int newLevel) {
        level = newLevel;
        apply.accept(newLevel);
    }
}
