package io.mesocosm.containerizer.cgroup;

import static io.mesocosm.containerizer.cgroup.UsageV1.seconds;

import io.mesocosm.containerizer.Usage;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads a container's use from v2 files. */
final class UsageV2 {
    private UsageV2() {}

    static Usage read(Group group, Collection<Long> processes) {
        return new Usage(
                Instant.now(),
                seconds(group.keyed("cpu.stat", "user_usec"), 1e6),
                seconds(group.keyed("cpu.stat", "system_usec"), 1e6),
                cpus(group),
                group.keyed("cpu.stat", "nr_periods"),
                group.keyed("cpu.stat", "nr_throttled"),
                seconds(group.keyed("cpu.stat", "throttled_usec"), 1e6),
                group.keyed("memory.stat", "anon"),
                group.number("memory.current"),
                group.keyed("memory.stat", "file"),
                group.number("memory.max"),
                group.number("memory.low"),
                OptionalLong.of(processes.size()),
                OptionalLong.of(Threads.count(processes)));
    }

    private static OptionalDouble cpus(Group group) {
        String[] quota = group.read("cpu.max").orElse("max 100000").split(" ", -1);
        if (quota.length == 2 && !quota[0].equals("max")) {
            return OptionalDouble.of(Double.parseDouble(quota[0]) / Double.parseDouble(quota[1]));
        }
        return seconds(group.number("cpu.weight"), 100.0);
    }
}
