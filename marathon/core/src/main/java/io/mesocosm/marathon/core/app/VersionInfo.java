package io.mesocosm.marathon.core.app;

import java.time.Instant;

/** When an app last changed at all, in its number of instances, and in anything else (spec §3). */
public record VersionInfo(Instant version, Instant lastScalingAt, Instant lastConfigChangeAt) {

    public static VersionInfo created(Instant now) {
        return new VersionInfo(now, now, now);
    }

    public VersionInfo scaled(Instant now) {
        return new VersionInfo(now, now, lastConfigChangeAt);
    }

    /** After a change that concerns no task. */
    public VersionInfo marked(Instant now) {
        return new VersionInfo(now, lastScalingAt, lastConfigChangeAt);
    }

    public VersionInfo restarted(Instant now) {
        return new VersionInfo(now, lastScalingAt, now);
    }
}
