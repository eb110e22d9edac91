package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.image.ImageSettings;
import io.mesocosm.containerizer.network.NetworkSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the containerizer keeps its things, and how it is set up.
 *
 * @param runtimeDir records of containers, mounts and installed programs ({@code --runtime_dir});
 *     survives the agent, need not survive a reboot
 * @param cgroupsRoot {@code --cgroups_root}; relative to each tree's mount point
 * @param hostNamespaces whether containers belong to the machine, in the namespaces and with the
 *     root directory of its first process, while the agent is in a pod ({@code --host_namespaces})
 * @param runtimeFiles a folder whose copy containers use at run time ({@code --runtime_files}): an
 *     OCI runtime in {@code bin}, with what it needs, and in {@code base} the root file system of
 *     {@link io.mesocosm.containerizer.RootFilesystem.Base}
 * @param systemd the directory by which a machine run by systemd is known ({@code
 *     --systemd_runtime_directory}); empty where it is not to be asked for the containers' cgroups
 * @param share what of the machine is for containers, where a kubelet runs pods on the rest
 */
public record LinuxContainerizerConfig(
        Path runtimeDir,
        String cgroupsRoot,
        boolean hostNamespaces,
        Optional<Path> runtimeFiles,
        ImageSettings images,
        NetworkSettings networks,
        Optional<Path> systemd,
        Optional<NodeShare> share) {

    public LinuxContainerizerConfig {
        requireNonNull(cgroupsRoot, "cgroupsRoot");
        requireNonNull(runtimeFiles, "runtimeFiles");
        requireNonNull(images, "images");
        requireNonNull(networks, "networks");
        requireNonNull(systemd, "systemd");
        requireNonNull(share, "share");
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
                false,
                Optional.empty(),
                ImageSettings.at(runtimeDir.resolve("images")),
                NetworkSettings.defaults(),
                Optional.empty(),
                Optional.empty());
    }

    public LinuxContainerizerConfig withCgroupsRoot(String value) {
        return new LinuxContainerizerConfig(
                runtimeDir, value, hostNamespaces, runtimeFiles, images, networks, systemd, share);
    }

    public LinuxContainerizerConfig withImages(ImageSettings value) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                cgroupsRoot,
                hostNamespaces,
                runtimeFiles,
                value,
                networks,
                systemd,
                share);
    }

    public LinuxContainerizerConfig withNetworks(NetworkSettings value) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                cgroupsRoot,
                hostNamespaces,
                runtimeFiles,
                images,
                value,
                systemd,
                share);
    }

    public LinuxContainerizerConfig withHostNamespaces(boolean value) {
        return new LinuxContainerizerConfig(
                runtimeDir, cgroupsRoot, value, runtimeFiles, images, networks, systemd, share);
    }

    public LinuxContainerizerConfig withRuntimeFiles(Path value) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                cgroupsRoot,
                hostNamespaces,
                Optional.of(value),
                images,
                networks,
                systemd,
                share);
    }

    public LinuxContainerizerConfig withSystemd(Path value) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                cgroupsRoot,
                hostNamespaces,
                runtimeFiles,
                images,
                networks,
                Optional.of(value),
                share);
    }

    /** The root directory of tasks without an image. */
    public HostRoot host() {
        return hostNamespaces ? HostRoot.OF_FIRST_PROCESS : HostRoot.OWN;
    }

    public LinuxContainerizerConfig withShare(NodeShare value) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                cgroupsRoot,
                hostNamespaces,
                runtimeFiles,
                images,
                networks,
                systemd,
                Optional.of(value));
    }
}
