package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.image.ImageSettings;
import io.mesocosm.containerizer.network.NetworkSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the containerizer keeps its things, and how it is set up.
 *
 * @param runtimeDir records of containers, mounts and installed programs ({@code --runtime_dir});
 *     survives the agent, need not survive a reboot
 * @param cgroupsRoot {@code --cgroups_root}; relative to each tree's mount point
 * @param hostPrefix put before the supervisor's command, to start it in the host's namespaces from
 *     a pod ({@code nsenter -t 1 -m --}); empty on a plain host
 */
public record LinuxContainerizerConfig(
        Path runtimeDir,
        String cgroupsRoot,
        List<String> hostPrefix,
        ImageSettings images,
        NetworkSettings networks) {

    public LinuxContainerizerConfig {
        requireNonNull(cgroupsRoot, "cgroupsRoot");
        hostPrefix = List.copyOf(hostPrefix);
        requireNonNull(images, "images");
        requireNonNull(networks, "networks");
        if (!runtimeDir.isAbsolute()
                || runtimeDir
                        .toString()
                        .chars()
                        .anyMatch(c -> Character.isWhitespace(c) || c == ':' || c == ',')) {
            throw new IllegalArgumentException(
                    "--runtime_dir must be an absolute path without spaces, ':' and ',': "
                            + runtimeDir);
        }
        if (cgroupsRoot.isEmpty() || cgroupsRoot.startsWith("/") || cgroupsRoot.contains("..")) {
            throw new IllegalArgumentException(
                    "--cgroups_root must be a relative path: " + cgroupsRoot);
        }
    }

    /** Mesos's defaults under a runtime directory. */
    public static LinuxContainerizerConfig at(Path runtimeDir) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                "mesos",
                List.of(),
                ImageSettings.at(runtimeDir.resolve("images")),
                NetworkSettings.defaults());
    }

    public LinuxContainerizerConfig withCgroupsRoot(String value) {
        return new LinuxContainerizerConfig(runtimeDir, value, hostPrefix, images, networks);
    }

    public LinuxContainerizerConfig withImages(ImageSettings value) {
        return new LinuxContainerizerConfig(runtimeDir, cgroupsRoot, hostPrefix, value, networks);
    }

    public LinuxContainerizerConfig withNetworks(NetworkSettings value) {
        return new LinuxContainerizerConfig(runtimeDir, cgroupsRoot, hostPrefix, images, value);
    }
}
