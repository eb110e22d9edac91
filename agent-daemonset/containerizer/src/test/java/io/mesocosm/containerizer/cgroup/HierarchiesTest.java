package io.mesocosm.containerizer.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which cgroup trees a machine has, by its mount table. */
class HierarchiesTest {
    private static final String V2 =
            "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate";
    private static final String UNIFIED =
            "30 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
    private static final String CPU =
            "31 23 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct";
    private static final String MEMORY =
            "32 23 0:28 / /sys/fs/cgroup/memory rw shared:5 - cgroup cgroup rw,memory";
    private static final String OTHER = "40 23 0:30 / /tmp rw - tmpfs tmpfs rw";

    @Test
    void findsAPureV2Machine() {
        Hierarchies found = Hierarchies.parse(List.of(OTHER, V2));
        assertThat(found.usesV1()).isFalse();
        assertThat(found.v2()).contains(Path.of("/sys/fs/cgroup"));
        assertThat(found.hiddenFromRuntime()).isEmpty();
    }

    @Test
    void findsControllersThatShareATree() {
        Hierarchies found = Hierarchies.parse(List.of(CPU, MEMORY));
        assertThat(found.usesV1()).isTrue();
        assertThat(found.v1())
                .containsEntry("cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"))
                .containsEntry("cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct"))
                .containsEntry("memory", Path.of("/sys/fs/cgroup/memory"));
    }

    @Test
    void usesV1OnAHybridMachineAndHidesTheOtherTreeFromTheRuntime() {
        Hierarchies found = Hierarchies.parse(List.of(UNIFIED, CPU, MEMORY));
        assertThat(found.usesV1()).isTrue();
        assertThat(found.hiddenFromRuntime()).contains(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void findsNothingWhereNothingIsMounted() {
        Hierarchies found = Hierarchies.parse(List.of(OTHER, "garbage"));
        assertThat(found.usesV1()).isFalse();
        assertThat(found.v2()).isEmpty();
    }
}
