package io.mesocosm.containerizer.cgroup;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.NodeShare;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the containers' cgroups are, and what they weigh.
 *
 * @param root {@code --cgroups_root}; relative to each tree's mount point
 * @param systemd the directory by which a machine run by systemd is known ({@code
 *     --systemd_runtime_directory}); empty where it is not to be asked for the containers' cgroups
 * @param share what of the machine is for containers, where a kubelet runs pods on the rest
 */
public record CgroupSettings(String root, Optional<Path> systemd, Optional<NodeShare> share) {
    public CgroupSettings {
        requireNonNull(systemd, "systemd");
        requireNonNull(share, "share");
        if (root.isEmpty() || root.startsWith("/") || root.contains("..")) {
            throw new IllegalArgumentException("--cgroups_root must be a relative path: " + root);
        }
    }

    /** On a machine of the containers' own that no systemd runs. */
    public static CgroupSettings at(String root) {
        return new CgroupSettings(root, Optional.empty(), Optional.empty());
    }

    public CgroupSettings withSystemd(Path value) {
        return new CgroupSettings(root, Optional.of(value), share);
    }

    public CgroupSettings withShare(NodeShare value) {
        return new CgroupSettings(root, systemd, Optional.of(value));
    }
}
