package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Volumes as the supervisor's mounts, for a command that sees the host's root file system. */
final class HostMounts {
    private final HostRoot host;
    private final ContainerConfig config;
    private final Container container;
    private final Optional<Container> parent;

    HostMounts(
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
        List<Mount> mounts = new ArrayList<>();
        for (Volume volume : config.volumes()) {
            mounts.add(mount(volume, target(volume).toString()));
        }
        Path names = container.directory().resolve("resolv.conf");
        if (ownNetwork && Files.exists(names)) {
            mounts.add(Mount.bind(names.toString(), "/etc/resolv.conf", false));
        }
        return mounts;
    }

    private Mount mount(Volume volume, String target) throws LaunchException, IOException {
        if (volume.source() instanceof Volume.Tmpfs(long size)) {
            return Mount.tmpfs(target, size, volume.readOnly());
        }
        Path source = VolumeSources.find(volume, host, config, parent);
        return Mount.bind(source.toString(), target, volume.readOnly());
    }

    /**
     * Inside the sandbox it is made; elsewhere it must be there, for it would be made on the host.
     */
    private Path target(Volume volume) throws LaunchException, IOException {
        Path path = Path.of(volume.containerPath());
        if (!path.isAbsolute()) {
            Path inside = VolumeSources.inside(config.sandbox(), volume.containerPath());
            return VolumeSources.make(inside, VolumeSources.isFile(volume, host), config.sandbox());
        }
        if (!Files.exists(host.resolve(path))) {
            throw new LaunchException(
                    Cause.VOLUME,
                    "The container_path '" + path + "' does not exist on the agent's host");
        }
        return path;
    }
}
