package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Limits of a container; what is empty is inherited from the container above (mesos spec §7.2,
 * cgroups/*).
 *
 * @param cpus becomes cpu shares, 1024 a cpu (v2: weight 100 a cpu)
 * @param cpuQuota cpus at most, by CFS quota over 100 ms
 * @param memorySoft bytes; below 32 MB is raised to 32 MB
 * @param memoryHard bytes, exceeding them kills; below 32 MB is raised to 32 MB
 * @param pids processes and threads at most
 */
public record Limits(
        OptionalDouble cpus,
        OptionalDouble cpuQuota,
        OptionalLong memorySoft,
        OptionalLong memoryHard,
        OptionalLong pids) {

    public static final long MINIMUM_MEMORY = 32L << 20;

    public Limits {
        requireNonNull(cpus, "cpus");
        requireNonNull(cpuQuota, "cpuQuota");
        requireNonNull(memorySoft, "memorySoft");
        requireNonNull(memoryHard, "memoryHard");
        requireNonNull(pids, "pids");
        requireNotNegative(cpus.orElse(0), "cpus");
        requireNotNegative(cpuQuota.orElse(0), "cpuQuota");
        requireNotNegative((double) memorySoft.orElse(0), "memorySoft");
        requireNotNegative((double) memoryHard.orElse(0), "memoryHard");
        requireNotNegative((double) pids.orElse(0), "pids");
    }

    private static void requireNotNegative(double value, String name) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    /** No limits of its own. */
    public static Limits none() {
        return new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /**
     * What a Mesos task with these resources gets: shares, and one memory figure for soft and hard.
     */
    public static Limits of(double cpus, long memoryBytes) {
        return none().withCpus(cpus).withMemory(memoryBytes, memoryBytes);
    }

    public Limits withCpus(double value) {
        return new Limits(OptionalDouble.of(value), cpuQuota, memorySoft, memoryHard, pids);
    }

    public Limits withCpuQuota(double value) {
        return new Limits(cpus, OptionalDouble.of(value), memorySoft, memoryHard, pids);
    }

    public Limits withMemory(long softBytes, long hardBytes) {
        return new Limits(
                cpus, cpuQuota, OptionalLong.of(softBytes), OptionalLong.of(hardBytes), pids);
    }

    public Limits withPids(long value) {
        return new Limits(cpus, cpuQuota, memorySoft, memoryHard, OptionalLong.of(value));
    }
}
