package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The root directory that tasks without an image see, and where the agent finds it: its own root,
 * or from a pod that of the machine's first process.
 *
 * @param root where it is to this process
 */
public record HostRoot(Path root) {
    private static final int LINKS_MAX = 40;

    /** This process's own. */
    public static final HostRoot OWN = new HostRoot(Path.of("/"));

    /** The machine's, seen from a pod that shares its processes ({@code hostPID}). */
    public static final HostRoot OF_FIRST_PROCESS = new HostRoot(Path.of("/proc/1/root"));

    public HostRoot {
        requireNonNull(root, "root");
    }

    /**
     * Where a file of that root is found by this process. Links on the way are followed as a
     * process with that root follows them; the file itself need not be there.
     */
    public Path resolve(Path path) throws IOException {
        if (equals(OWN)) {
            return path;
        }
        Deque<Path> ahead = new ArrayDeque<>();
        path.forEach(ahead::add);
        Path reached = Path.of("/");
        int links = 0;
        while (!ahead.isEmpty()) {
            Path next = reached.resolve(ahead.pop()).normalize();
            Path place = in(next);
            if (Files.isSymbolicLink(place)) {
                if (++links > LINKS_MAX) {
                    throw new IOException("Too many symbolic links in " + path);
                }
                Path target = Files.readSymbolicLink(place);
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    ahead.push(target.getName(i));
                }
                reached = target.isAbsolute() ? Path.of("/") : reached;
            } else {
                reached = next;
            }
        }
        return in(reached);
    }

    private Path in(Path absolute) {
        return root.resolve(absolute.toString().substring(1));
    }

    /** Refuses a folder that is another one there than here: what is shared must be the same. */
    public void requireShared(Path folder) throws IOException {
        Path there = resolve(folder);
        if (!Files.exists(there) || !Files.isSameFile(folder, there)) {
            throw new IOException(
                    folder
                            + " is not the machine's own "
                            + folder
                            + ": mount a hostPath volume of the machine at the same path, with"
                            + " mountPropagation: Bidirectional");
        }
    }
}
