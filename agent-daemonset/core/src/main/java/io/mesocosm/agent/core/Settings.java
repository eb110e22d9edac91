package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.Allotment;
import java.time.Duration;

/**
 * The agent's timeouts and cache sizes; the defaults are those of the spec's sections 7.5, 8 and
 * 10.
 */
public record Settings(
        Duration killGrace,
        Duration executorRegistrationTimeout,
        Duration executorReregistrationTimeout,
        Duration executorShutdownGrace,
        Duration updateRetryMin,
        Duration updateRetryMax,
        int maxCompletedFrameworks,
        int maxCompletedExecutors,
        int maxCompletedTasks,
        Duration gcDelay,
        double gcDiskHeadroom,
        Allotment executorOverhead) {
    public static final Settings DEFAULTS =
            new Settings(
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    50,
                    150,
                    200,
                    Duration.ofDays(7),
                    0.1,
                    Allotment.EXECUTOR_OVERHEAD);

    public Settings withExecutorTimeouts(
            Duration registration, Duration reregistration, Duration shutdownGrace) {
        return new Settings(
                killGrace,
                registration,
                reregistration,
                shutdownGrace,
                updateRetryMin,
                updateRetryMax,
                maxCompletedFrameworks,
                maxCompletedExecutors,
                maxCompletedTasks,
                gcDelay,
                gcDiskHeadroom,
                executorOverhead);
    }

    public Settings withCollection(Duration delay, double headroom) {
        return new Settings(
                killGrace,
                executorRegistrationTimeout,
                executorReregistrationTimeout,
                executorShutdownGrace,
                updateRetryMin,
                updateRetryMax,
                maxCompletedFrameworks,
                maxCompletedExecutors,
                maxCompletedTasks,
                delay,
                headroom,
                executorOverhead);
    }

    public Settings withMaxCompletedExecutors(int executors) {
        return new Settings(
                killGrace,
                executorRegistrationTimeout,
                executorReregistrationTimeout,
                executorShutdownGrace,
                updateRetryMin,
                updateRetryMax,
                maxCompletedFrameworks,
                executors,
                maxCompletedTasks,
                gcDelay,
                gcDiskHeadroom,
                executorOverhead);
    }
}
