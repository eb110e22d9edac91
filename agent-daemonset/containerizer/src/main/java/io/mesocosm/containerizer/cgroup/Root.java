package io.mesocosm.containerizer.cgroup;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where the groups of all containers stand.
 *
 * @param path relative to each tree's mount point
 * @param keeper who owns the group above; without one the path is ours from the first name on
 */
public record Root(String path, Optional<Keeper> keeper) {
    public Root {
        requireNonNull(path, "path");
        requireNonNull(keeper, "keeper");
    }

    public static Root at(String path) {
        return new Root(path, Optional.empty());
    }

    public static Root within(Keeper keeper, String name) {
        return new Root(keeper.group() + "/" + name, Optional.of(keeper));
    }
}
