package io.mesocosm.marathon.core.app;

/** How launches of a failing app are delayed (spec §4.3). */
public record BackOff(double backoffSeconds, double backoffFactor, double maxLaunchDelaySeconds) {

    public static final BackOff DEFAULT = new BackOff(1, 1.15, 300);
}
