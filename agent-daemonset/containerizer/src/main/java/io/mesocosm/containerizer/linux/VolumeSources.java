package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds where a volume's content lies on the host; a link in a sandbox leads nowhere outside it.
 */
final class VolumeSources {
    private VolumeSources() {}

    static Path find(
            Volume volume, HostRoot host, ContainerConfig config, Optional<Container> parent)
            throws LaunchException, IOException {
        return switch (volume.source()) {
            case Volume.HostPath(Path path, boolean create) -> hostPath(path, host, create);
            case Volume.SandboxPath(String path) ->
                    make(inside(config.sandbox(), path), false, config.sandbox());
            case Volume.ParentSandboxPath(String path) -> {
                Path sandbox = Path.of(parent.orElseThrow().record().sandbox());
                yield make(inside(sandbox, path), false, sandbox);
            }
            case Volume.Tmpfs ignored -> throw new IllegalArgumentException("tmpfs has no source");
        };
    }

    /** Whether what it shows is a file and no folder. */
    static boolean isFile(Volume volume, HostRoot host) throws IOException {
        return volume.source() instanceof Volume.HostPath(Path path, boolean ignored)
                && Files.isRegularFile(host.resolve(path));
    }

    private static Path hostPath(Path path, HostRoot host, boolean create)
            throws LaunchException, IOException {
        Path place = host.resolve(path);
        if (!Files.exists(place)) {
            if (!create) {
                throw new LaunchException(
                        Cause.VOLUME, "The host_path '" + path + "' of a volume does not exist");
            }
            Files.createDirectories(place);
        }
        return path;
    }

    static Path inside(Path sandbox, String relative) throws LaunchException {
        Path path = sandbox.resolve(relative).normalize();
        if (Path.of(relative).isAbsolute() || !path.startsWith(sandbox)) {
            throw new LaunchException(
                    Cause.INVALID, "The volume path '" + relative + "' leads out of the sandbox");
        }
        return path;
    }

    /** Makes it, with the sandbox's owner, when missing. */
    static Path make(Path path, boolean file, Path sandbox) throws LaunchException, IOException {
        Path existing = path;
        while (!Files.exists(existing)) {
            existing = above(existing);
        }
        if (!existing.toRealPath().startsWith(sandbox.toRealPath())) {
            throw new LaunchException(
                    Cause.INVALID, "The volume path '" + path + "' leads out of the sandbox");
        }
        if (!Files.exists(path)) {
            Files.createDirectories(file ? above(path) : path);
            if (file) {
                Files.createFile(path);
            }
            own(path, existing, sandbox);
        }
        return path;
    }

    private static Path above(Path path) {
        return path.resolve("..").normalize();
    }

    private static void own(Path from, Path until, Path sandbox) throws IOException {
        for (Path at = from; !at.equals(until); at = above(at)) {
            Files.setAttribute(at, "unix:uid", Files.getAttribute(sandbox, "unix:uid"));
            Files.setAttribute(at, "unix:gid", Files.getAttribute(sandbox, "unix:gid"));
        }
    }
}
