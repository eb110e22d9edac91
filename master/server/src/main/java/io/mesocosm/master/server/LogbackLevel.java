package io.mesocosm.master.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.mesocosm.http.LogLevel;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.LoggerFactory;

/** Gives a level to our own loggers. */
final class LogbackLevel {
    private LogbackLevel() {}

    static LogLevel with(ScheduledExecutorService timer) {
        return new LogLevel(timer, LogbackLevel::apply);
    }

    private static void apply(int level) {
        Logger logger = (Logger) LoggerFactory.getLogger("io.mesocosm");
        logger.setLevel(
                switch (level) {
                    case 0 -> null;
                    case 1 -> Level.DEBUG;
                    default -> Level.TRACE;
                });
    }
}
