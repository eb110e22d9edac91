package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A directory or file that the container sees at a path of its own.
 *
 * @param containerPath absolute, or relative to the sandbox as the container sees it
 */
public record Volume(Source source, String containerPath, boolean readOnly) {

    public Volume {
        requireNonNull(source, "source");
        requireNonNull(containerPath, "containerPath");
        if (containerPath.isEmpty()) {
            throw new IllegalArgumentException("A volume needs a container_path");
        }
    }

    /** Where a volume's content lies. */
    public sealed interface Source {}

    /**
     * A path of the host; made as a directory when {@code create} and missing, else its absence
     * fails the launch.
     */
    public record HostPath(Path path, boolean create) implements Source {
        public HostPath {
            requireNonNull(path, "path");
        }
    }

    /** A directory of the container's own sandbox, made when missing. */
    public record SandboxPath(String path) implements Source {
        public SandboxPath {
            requireNonNull(path, "path");
        }
    }

    /**
     * A directory of the parent container's sandbox, made when missing (SANDBOX_PATH, type PARENT).
     */
    public record ParentSandboxPath(String path) implements Source {
        public ParentSandboxPath {
            requireNonNull(path, "path");
        }
    }

    /** Memory, empty at the start and gone with the container. */
    public record Tmpfs(long sizeBytes) implements Source {}
}
