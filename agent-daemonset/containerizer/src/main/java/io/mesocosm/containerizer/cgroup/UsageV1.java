package io.mesocosm.containerizer.cgroup;

import io.mesocosm.containerizer.Usage;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads a container's use from v1 files; ticks are of 10 ms (USER_HZ is 100 on every Linux). */
final class UsageV1 {
    private static final double TICKS_PER_SECOND = 100.0;
    private static final long NO_LIMIT = 1L << 62;

    private UsageV1() {}

    static Usage read(Group cpuacct, Group cpu, Group memory, Collection<Long> processes) {
        OptionalLong limit = memory.number("memory.limit_in_bytes");
        OptionalLong soft = memory.number("memory.soft_limit_in_bytes");
        return new Usage(
                Instant.now(),
                seconds(cpuacct.keyed("cpuacct.stat", "user"), TICKS_PER_SECOND),
                seconds(cpuacct.keyed("cpuacct.stat", "system"), TICKS_PER_SECOND),
                cpus(cpu),
                cpu.keyed("cpu.stat", "nr_periods"),
                cpu.keyed("cpu.stat", "nr_throttled"),
                seconds(cpu.keyed("cpu.stat", "throttled_time"), 1e9),
                memory.keyed("memory.stat", "total_rss"),
                memory.number("memory.usage_in_bytes"),
                memory.keyed("memory.stat", "total_cache"),
                limit.orElse(Long.MAX_VALUE) < NO_LIMIT ? limit : OptionalLong.empty(),
                soft.orElse(Long.MAX_VALUE) < NO_LIMIT ? soft : OptionalLong.empty(),
                OptionalLong.of(processes.size()),
                OptionalLong.of(Threads.count(processes)));
    }

    static OptionalDouble seconds(OptionalLong value, double perSecond) {
        return value.isPresent()
                ? OptionalDouble.of((double) value.getAsLong() / perSecond)
                : OptionalDouble.empty();
    }

    private static OptionalDouble cpus(Group cpu) {
        long quota = cpu.number("cpu.cfs_quota_us").orElse(-1);
        long period = cpu.number("cpu.cfs_period_us").orElse(0);
        if (quota > 0 && period > 0) {
            return OptionalDouble.of((double) quota / (double) period);
        }
        return seconds(cpu.number("cpu.shares"), 1024.0);
    }
}
