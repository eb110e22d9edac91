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

    List<String> lines(boolean ownNetwork) throws LaunchException, IOException {
        List<String> lines = new ArrayList<>();
        for (Volume volume : config.volumes()) {
            lines.add(line(volume));
        }
        Path names = container.directory().resolve("resolv.conf");
        if (ownNetwork && Files.exists(names)) {
            lines.add(String.join("\t", "bind", names.toString(), "/etc/resolv.conf", "rw"));
        }
        return lines;
    }

    private String line(Volume volume) throws LaunchException, IOException {
        Path target = target(volume);
        String mode = volume.readOnly() ? "ro" : "rw";
        String line;
        if (volume.source() instanceof Volume.Tmpfs(long size)) {
            line = String.join("\t", "tmpfs", Long.toString(size), target.toString(), mode);
        } else {
            Path source = VolumeSources.find(volume, host, config, parent);
            line = String.join("\t", "bind", source.toString(), target.toString(), mode);
        }
        if (line.chars().filter(c -> c == '\t').count() != 3) {
            throw new LaunchException(Cause.INVALID, "A volume's path has a tab: " + line);
        }
        return line;
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
