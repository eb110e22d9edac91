package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mounts of a container with a root file system of its own: what every such container has, its
 * sandbox, names and volumes.
 */
final class RootMounts {
    private static final List<Mount> STANDARD =
            List.of(
                    Mount.of("proc", "proc", "/proc", "nosuid", "noexec", "nodev"),
                    Mount.of(
                            "tmpfs",
                            "tmpfs",
                            "/dev",
                            "nosuid",
                            "strictatime",
                            "mode=755",
                            "size=65536k"),
                    Mount.of(
                            "devpts",
                            "devpts",
                            "/dev/pts",
                            "nosuid",
                            "noexec",
                            "newinstance",
                            "ptmxmode=0666",
                            "mode=0620"),
                    Mount.of(
                            "tmpfs",
                            "shm",
                            "/dev/shm",
                            "nosuid",
                            "noexec",
                            "nodev",
                            "mode=1777",
                            "size=65536k"),
                    Mount.of("mqueue", "mqueue", "/dev/mqueue", "nosuid", "noexec", "nodev"),
                    Mount.of("sysfs", "sysfs", "/sys", "nosuid", "noexec", "nodev", "ro"));

    private final HostRoot host;
    private final ContainerConfig config;
    private final Container container;
    private final Optional<Container> parent;

    RootMounts(
            HostRoot host,
            ContainerConfig config,
            Container container,
            Optional<Container> parent) {
        this.host = host;
        this.config = config;
        this.container = container;
        this.parent = parent;
    }

    List<Mount> list(boolean ownNetwork) throws LaunchException, IOException {
        List<Mount> mounts = new ArrayList<>(STANDARD);
        mounts.add(
                Mount.bind(config.sandbox().toString(), ContainerConfig.SANDBOX_IN_IMAGE, false));
        names(mounts, ownNetwork);
        for (Volume volume : config.volumes()) {
            mounts.add(volume(volume));
        }
        return mounts;
    }

    /** With a network of its own a container has names of its own; else those of the host. */
    private void names(List<Mount> mounts, boolean ownNetwork) throws IOException {
        Path outermost = container.directory();
        for (var at = config.id(); at.parent() != null; at = at.parent()) {
            outermost = outermost.resolve("../..").normalize();
        }
        for (String name : List.of("hosts", "resolv.conf")) {
            Path file = ownNetwork ? outermost.resolve(name) : Path.of("/etc", name);
            if (Files.exists(ownNetwork ? file : host.resolve(file))) {
                mounts.add(Mount.bind(file.toString(), "/etc/" + name, false));
            }
        }
    }

    private Mount volume(Volume volume) throws LaunchException, IOException {
        String target = volume.containerPath();
        if (!target.startsWith("/")) {
            boolean file = VolumeSources.isFile(volume, host);
            Path inside = VolumeSources.inside(config.sandbox(), target);
            VolumeSources.make(inside, file, config.sandbox());
            target = ContainerConfig.SANDBOX_IN_IMAGE + "/" + target;
        }
        if (volume.source() instanceof Volume.Tmpfs(long size)) {
            return Mount.tmpfs(target, size, volume.readOnly());
        }
        Path source = VolumeSources.find(volume, host, config, parent);
        return Mount.bind(source.toString(), target, volume.readOnly());
    }
}
