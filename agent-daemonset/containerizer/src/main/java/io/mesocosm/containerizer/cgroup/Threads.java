package io.mesocosm.containerizer.cgroup;

import java.nio.file.Path;
import java.util.Collection;

/** Counts threads of processes by {@code /proc}. */
final class Threads {
    private Threads() {}

    static long count(Collection<Long> pids) {
        return pids.stream()
                .mapToLong(pid -> new Group(Path.of("/proc/" + pid + "/task")).children().size())
                .sum();
    }
}
