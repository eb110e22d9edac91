package io.mesocosm.marathon.core.app;

/** How far a rolling upgrade may fall below and rise above the number of instances (spec §3). */
public record UpgradeStrategy(double minimumHealthCapacity, double maximumOverCapacity) {

    public static final UpgradeStrategy DEFAULT = new UpgradeStrategy(1, 1);
    public static final UpgradeStrategy SINGLE_INSTANCE = new UpgradeStrategy(0, 0);
}
