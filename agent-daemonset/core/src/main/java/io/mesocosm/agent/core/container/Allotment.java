package io.mesocosm.agent.core.container;

/**
 * What a container may use, in thousandths (Mesos's scalars have three decimals): of a CPU, and of
 * a megabyte of memory and disk. A limit of -1 is none of its own: the request is the limit for
 * memory, and CPU is shared by weight.
 */
public record Allotment(long cpus, long mem, long disk, long cpuLimit, long memLimit) {
    public static final long NO_LIMIT = -1;
    public static final long UNLIMITED = Long.MAX_VALUE;
    public static final Allotment NONE = new Allotment(0, 0, 0, NO_LIMIT, NO_LIMIT);

    /**
     * What a command task's container gets beyond the task's own resources (spec section 7.1): 0.1
     * CPU and 32 MB.
     */
    public static final Allotment EXECUTOR_OVERHEAD = requesting(100, 32_000, 0);

    public static Allotment requesting(long cpus, long mem, long disk) {
        return new Allotment(cpus, mem, disk, NO_LIMIT, NO_LIMIT);
    }

    public Allotment plus(Allotment other) {
        return new Allotment(
                cpus + other.cpus,
                mem + other.mem,
                disk + other.disk,
                sum(cpuLimit, cpus, other.cpuLimit, other.cpus),
                sum(memLimit, mem, other.memLimit, other.mem));
    }

    /** At least so much of each: a container is never shrunk to nothing (spec section 0.5, 11). */
    public Allotment atLeast(Allotment floor) {
        return new Allotment(
                Math.max(cpus, floor.cpus),
                Math.max(mem, floor.mem),
                Math.max(disk, floor.disk),
                cpuLimit,
                memLimit);
    }

    private static long sum(long limit, long request, long otherLimit, long otherRequest) {
        if (limit == NO_LIMIT && otherLimit == NO_LIMIT) {
            return NO_LIMIT;
        }
        long one = limit == NO_LIMIT ? request : limit;
        long other = otherLimit == NO_LIMIT ? otherRequest : otherLimit;
        return one == UNLIMITED || other == UNLIMITED ? UNLIMITED : one + other;
    }
}
