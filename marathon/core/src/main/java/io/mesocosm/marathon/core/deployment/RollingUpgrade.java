package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.app.UpgradeStrategy;

/**
 * How many old instances a rolling upgrade kills at once, and how many may exist at a time (§3).
 *
 * @param maxCapacity the most instances, old and new, that may exist side by side
 * @param killNow how many old ones die before any new one is ready
 */
public record RollingUpgrade(int maxCapacity, int killNow) {

    /**
     * The limits for an app of {@code target} instances of which {@code running}, old and new, have
     * the goal to run and {@code healthy} of those are healthy.
     */
    public static RollingUpgrade of(
            int target, int running, int healthy, UpgradeStrategy strategy) {
        int minHealthy = (int) Math.ceil(target * strategy.minimumHealthCapacity());
        int maxCapacity = (int) Math.floor(target * (1 + strategy.maximumOverCapacity()));
        int killNow = Math.max(0, healthy - minHealthy);
        if (minHealthy == maxCapacity && maxCapacity <= healthy) {
            maxCapacity++;
        }
        if (target < running) {
            killNow = Math.max(running - target, killNow);
        }
        return new RollingUpgrade(maxCapacity, killNow);
    }

    /** How many new instances may be added beside those that exist. */
    public int mayStart(int target, int newInstances, int oldInstances) {
        int missing = target - newInstances;
        return Math.max(0, Math.min(missing, maxCapacity - oldInstances - newInstances));
    }
}
