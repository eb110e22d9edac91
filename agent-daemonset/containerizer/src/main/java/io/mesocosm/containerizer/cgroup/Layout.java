package io.mesocosm.containerizer.cgroup;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of groups (design §4). */
final class Layout {
    private static final long PERIOD_MICROS = 100_000;

    private Layout() {}

    /** The container's group, relative to the root of all. */
    static Path of(ContainerId id) {
        ContainerId parent = id.parent();
        return parent == null
                ? Path.of(id.value())
                : of(parent).resolve("mesos").resolve(id.value());
    }

    /** Outermost containers under a root. */
    static List<ContainerId> containers(Group root) {
        return root.children().stream()
                .map(group -> group.path().getFileName().toString())
                .filter(name -> !name.equals("supervisors"))
                .map(ContainerId::of)
                .toList();
    }

    /** CFS quota in microseconds of a 100 ms period; the kernel takes no less than 1 ms. */
    static long quota(Limits limits) {
        return Math.max(1000, (long) (PERIOD_MICROS * limits.cpuQuota().orElseThrow()));
    }

    /** The group of all pods, beside the containers' own; empty where no kubelet has made one. */
    static Optional<Group> pods(Path mount) {
        return Stream.of("kubepods", "kubepods.slice")
                .map(name -> new Group(mount.resolve(name)))
                .filter(Group::exists)
                .findFirst();
    }

    /** The group that holds the nested ones goes with the last of them. */
    static void removeIfEmpty(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            return;
        }
    }
}
