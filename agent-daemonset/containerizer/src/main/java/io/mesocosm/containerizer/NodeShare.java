package io.mesocosm.containerizer;

/**
 * What of a node is for containers, where a kubelet runs pods on the rest (design §4): both may
 * always have their part, and either what the other leaves.
 *
 * @param cpus for containers
 * @param nodeCpus for containers and pods together
 * @param memoryBytes for containers
 * @param processes that the machine's kernel allows in all
 */
public record NodeShare(double cpus, double nodeCpus, long memoryBytes, long processes) {
    /** Supervisors of containers are in the same group, and are none of what is promised. */
    private static final long SUPERVISORS = 64L << 20;

    private static final double MOST_OF_PROCESSES = 0.9;

    public NodeShare {
        if (!(cpus > 0 && nodeCpus > 0) || memoryBytes <= 0 || processes <= 0) {
            throw new IllegalArgumentException(
                    "a share of a node is of some CPUs, memory and processes: %s of %s CPUs, %d bytes, %d processes"
                            .formatted(cpus, nodeCpus, memoryBytes, processes));
        }
    }

    /** Whether nothing would be left for pods. */
    public boolean isAll() {
        return cpus >= nodeCpus;
    }

    /**
     * The weight of the containers' group beside the pods'.
     *
     * @param pods the weight of the pods' group
     */
    public long weightBeside(long pods) {
        // A pool as large as its node leaves pods a hundredth: without any the node would be lost.
        double left = Math.max(nodeCpus - cpus, nodeCpus / 100);
        return Math.round(pods * cpus / left);
    }

    /** The most memory that the containers' group may hold, in bytes. */
    public long memoryLimit() {
        return memoryBytes + SUPERVISORS;
    }

    /**
     * The most processes and threads that the containers' group may have: by their part of the
     * CPUs, and never so many that the kubelet and its pods could start none.
     */
    public long processLimit() {
        return Math.round(processes * Math.min(cpus / nodeCpus, MOST_OF_PROCESSES));
    }
}
