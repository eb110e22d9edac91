package io.mesocosm.e2e.cluster;

import java.util.List;

/** How much work the heavy proofs do: small in CI, more by {@code -De2e.rounds=N -De2e.load=N}. */
public final class Settings {
    private Settings() {}

    /** How often each component is killed. */
    public static int rounds() {
        return Integer.getInteger("e2e.rounds", 1);
    }

    /** What the random moments of the heavy proofs come from, by {@code -De2e.seed=N}. */
    public static long seed() {
        String given = System.getProperty("e2e.seed", "");
        return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    }

    /**
     * More options of the components' JVMs, by {@code -De2e.jvm}. The quick compiler saves a third
     * of what starting one costs, and tests start many; measurements go without.
     */
    static List<String> jvmOptions() {
        String given = System.getProperty("e2e.jvm", "");
        return given.isBlank() ? List.of() : List.of(given.split(" +", -1));
    }

    /** How many tasks are kept in flight while components are killed. */
    public static int load() {
        return Integer.getInteger("e2e.load", 24);
    }
}
