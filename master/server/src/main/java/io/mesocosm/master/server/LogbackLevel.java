package io.mesocosm.master.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.mesocosm.master.server.operator.LogLevel;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The level of our own loggers: 0 leaves it as it was started, 1 is debug, more is trace. */
final class LogbackLevel implements LogLevel {
    private final ScheduledExecutorService timer;
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.mesocosm");
    private int level;
    private long changes;

    LogbackLevel(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    @Override
    public synchronized int get() {
        return level;
    }

    @Override
    public synchronized void set(int newLevel, Duration time) {
        apply(newLevel);
        long change = ++changes;
        var _ = timer.schedule(() -> revert(change), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void revert(long change) {
        if (change == changes) {
            apply(0);
        }
    }

    private void apply(int newLevel) {
        level = newLevel;
        logger.setLevel(
                switch (newLevel) {
                    case 0 -> null;
                    case 1 -> Level.DEBUG;
                    default -> Level.TRACE;
                });
    }
}
