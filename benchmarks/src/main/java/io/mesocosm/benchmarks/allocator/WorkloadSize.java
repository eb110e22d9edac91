package io.mesocosm.benchmarks.allocator;

/** A size on the command line: {@code 10000x1000} agents and frameworks, or {@code quota3000}. */
public record WorkloadSize(int agents, int frameworks, boolean quota) {
    private static final String QUOTA = "quota";

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static WorkloadSize parse(String text) {
        try {
            if (text.startsWith(QUOTA)) {
                int agents = Integer.parseInt(text.substring(QUOTA.length()));
                return new WorkloadSize(agents, agents, true);
            }
            int times = text.indexOf('x');
            return new WorkloadSize(
                    Integer.parseInt(text.substring(0, Math.max(0, times))),
                    Integer.parseInt(text.substring(times + 1)),
                    false);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Not a size: '" + text + "'; expected AGENTSxFRAMEWORKS or quotaN", e);
        }
    }

    public AllocationWorkload build() {
        return quota
                ? AllocationWorkload.quotas(agents)
                : AllocationWorkload.oneRole(agents, frameworks);
    }

    @Override
    public String toString() {
        return quota ? QUOTA + agents : agents + "x" + frameworks;
    }
}
