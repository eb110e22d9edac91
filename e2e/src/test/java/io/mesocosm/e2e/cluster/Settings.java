package io.mesocosm.e2e.cluster;

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

    /** How many tasks are kept in flight while components are killed. */
    public static int load() {
        return Integer.getInteger("e2e.load", 24);
    }
}
