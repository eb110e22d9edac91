package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container uses at one moment: the fields of ResourceStatistics; empty is not measurable
 * here.
 */
public record Usage(
        Instant timestamp,
        OptionalDouble cpusUserTimeSecs,
        OptionalDouble cpusSystemTimeSecs,
        OptionalDouble cpusLimit,
        OptionalLong cpusNrPeriods,
        OptionalLong cpusNrThrottled,
        OptionalDouble cpusThrottledTimeSecs,
        OptionalLong memRssBytes,
        OptionalLong memTotalBytes,
        OptionalLong memCacheBytes,
        OptionalLong memLimitBytes,
        OptionalLong memSoftLimitBytes,
        OptionalLong processes,
        OptionalLong threads) {
    public Usage {
        requireNonNull(timestamp, "timestamp");
    }
}
