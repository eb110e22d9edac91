package io.mesocosm.containerizer.cgroup;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Names of groups (design §4). */
final class Layout {
    private static final long PERIOD_MICROS = 100_000;

    /** Where the process of systemd's unit is, so that the unit's own group has none. */
    private static final String HOLDER = "holder";

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

    /**
     * A weight beside the pods'.
     *
     * @param property the keeper's name for the file
     */
    record Weight(String file, String property, long value) {}

    /** Weighs all containers among what stands at the top of a tree. */
    static void weigh(Root place, Group root, Path mount, Weight weight) throws IOException {
        if (place.keeper().isEmpty()) {
            root.write(weight.file(), Long.toString(weight.value()));
            return;
        }
        Keeper keeper = place.keeper().get();
        OptionalLong now = new Group(mount.resolve(keeper.group())).number(weight.file());
        if (now.orElse(-1) != weight.value()) {
            keeper.weigh(weight.property(), weight.value());
        }
    }

    /** Before the root of all is made again: who stops a unit takes with it what is empty in it. */
    static void restore(Root place) throws IOException {
        if (place.keeper().isPresent()) {
            place.keeper().get().ensure();
        }
    }

    /** After the root of all: what stands above it goes back to whom it belongs. */
    static void leave(Root place, List<Path> mounts) throws IOException {
        try {
            if (place.keeper().isPresent()) {
                Keeper keeper = place.keeper().get();
                if (mounts.stream().noneMatch(m -> isUsed(new Group(m.resolve(keeper.group()))))) {
                    keeper.release();
                }
            }
        } finally {
            mounts.forEach(mount -> removeParents(mount, place.path()));
        }
    }

    /** Whether something of ours, or of another agent's, is in a keeper's group. */
    private static boolean isUsed(Group keepers) {
        return keepers.children().stream()
                .map(group -> group.path().getFileName().toString())
                .anyMatch(name -> !name.equals(HOLDER));
    }

    /** The groups above the root of all, but for those that somebody else has something in. */
    private static void removeParents(Path mount, String root) {
        for (Path at = Path.of(root).getParent(); at != null; at = at.getParent()) {
            removeIfEmpty(mount.resolve(at));
        }
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
