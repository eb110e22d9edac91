package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.cgroup.CgroupSettings;
import io.mesocosm.containerizer.image.ImageSettings;
import io.mesocosm.containerizer.network.NetworkSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the containerizer keeps its things, and how it is set up.
 *
 * @param runtimeDir records of containers, mounts and installed programs ({@code --runtime_dir});
 *     survives the agent, need not survive a reboot
 * @param hostNamespaces whether containers belong to the machine, in the namespaces and with the
 *     root directory of its first process, while the agent is in a pod ({@code --host_namespaces})
 * @param runtimeFiles a folder whose copy containers use at run time ({@code --runtime_files}): an
 *     OCI runtime in {@code bin}, with what it needs, and in {@code base} the root file system of
 *     {@link io.mesocosm.containerizer.RootFilesystem.Base}
 */
public record LinuxContainerizerConfig(
        Path runtimeDir,
        boolean hostNamespaces,
        Optional<Path> runtimeFiles,
        CgroupSettings cgroups,
        ImageSettings images,
        NetworkSettings networks) {

    public LinuxContainerizerConfig {
        requireNonNull(runtimeFiles, "runtimeFiles");
        requireNonNull(cgroups, "cgroups");
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
    }

    /** Mesos's defaults under a runtime directory. */
    public static LinuxContainerizerConfig at(Path runtimeDir) {
        return new LinuxContainerizerConfig(
                runtimeDir,
                false,
                Optional.empty(),
                CgroupSettings.at("mesos"),
                ImageSettings.at(runtimeDir.resolve("images")),
                NetworkSettings.defaults());
    }

    /** The root directory of tasks without an image. */
    public HostRoot host() {
        return hostNamespaces ? HostRoot.OF_FIRST_PROCESS : HostRoot.OWN;
    }

    public LinuxContainerizerConfig withHostNamespaces(boolean value) {
        return new LinuxContainerizerConfig(
                runtimeDir, value, runtimeFiles, cgroups, images, networks);
    }

    public LinuxContainerizerConfig withRuntimeFiles(Path value) {
        return new LinuxContainerizerConfig(
                runtimeDir, hostNamespaces, Optional.of(value), cgroups, images, networks);
    }

    public LinuxContainerizerConfig withCgroups(CgroupSettings value) {
        return new LinuxContainerizerConfig(
                runtimeDir, hostNamespaces, runtimeFiles, value, images, networks);
    }

    public LinuxContainerizerConfig withImages(ImageSettings value) {
        return new LinuxContainerizerConfig(
                runtimeDir, hostNamespaces, runtimeFiles, cgroups, value, networks);
    }

    public LinuxContainerizerConfig withNetworks(NetworkSettings value) {
        return new LinuxContainerizerConfig(
                runtimeDir, hostNamespaces, runtimeFiles, cgroups, images, value);
    }
}
