package io.mesocosm.agent.server.container;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where sandboxes lie (spec section 7.5): {@code slaves/ID/frameworks/ID/executors/ID/runs/ID},
 * with a {@code latest} link; nested ones in {@code containers/ID} of their parent's. Any thread.
 */
public final class Sandboxes {
    /** Stands for the agent's id until it has one. */
    public static final String UNREGISTERED = "unregistered";

    private final Path workDir;
    private volatile String agentId = UNREGISTERED;

    public Sandboxes(Path workDir) {
        this.workDir = requireNonNull(workDir, "workDir").toAbsolutePath().normalize();
    }

    public void agentIs(String id) {
        agentId = id;
    }

    public String agentId() {
        return agentId;
    }

    public Path executor(ExecutorKey executor) {
        return workDir.resolve("slaves")
                .resolve(agentId)
                .resolve("frameworks")
                .resolve(executor.frameworkId())
                .resolve("executors")
                .resolve(executor.executorId());
    }

    public Path runs(ExecutorKey executor) {
        return executor(executor).resolve("runs");
    }

    public Path of(ExecutorKey executor, ContainerId container) {
        ContainerId parent = container.parent();
        return parent == null
                ? runs(executor).resolve(container.value())
                : of(executor, parent).resolve("containers").resolve(container.value());
    }

    /** Makes the sandbox for its owner, mode 0750; one that is there is taken over. */
    public Path make(ExecutorKey executor, ContainerId container, @Nullable Owner owner)
            throws IOException {
        Path sandbox = of(executor, container);
        Files.createDirectories(requireNonNull(sandbox.getParent()));
        try {
            Files.createDirectory(sandbox);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(sandbox, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        Files.setPosixFilePermissions(sandbox, PosixFilePermissions.fromString("rwxr-x---"));
        if (owner != null) {
            owner.take(sandbox);
            if (container.parent() != null) {
                owner.take(requireNonNull(sandbox.getParent()));
            }
        }
        if (container.parent() == null) {
            link(runs(executor).resolve("latest"), Path.of(container.value()));
        }
        return sandbox;
    }

    /** The task's name beside its container's: {@code tasks/ID} in the executor's sandbox. */
    public void nameTask(ExecutorKey executor, ContainerId container, String taskId)
            throws IOException {
        ContainerId parent = requireNonNull(container.parent());
        Path tasks = of(executor, parent).resolve("tasks");
        Files.createDirectories(tasks);
        link(tasks.resolve(taskId), Path.of("..", "containers", container.value()));
    }

    private static void link(Path link, Path target) throws IOException {
        Path fresh = link.resolveSibling("." + link.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, target);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes a sandbox without following any link out of it, and folders above it that are empty
     * then.
     */
    public void remove(ExecutorKey executor, ContainerId container) throws IOException {
        deleteTree(of(executor, container));
        Path latest = runs(executor).resolve("latest");
        if (Files.isSymbolicLink(latest) && !Files.exists(latest)) {
            Files.delete(latest);
        }
        Path executors = requireNonNull(executor(executor).getParent());
        deleteIfEmpty(runs(executor));
        deleteIfEmpty(executor(executor));
        deleteIfEmpty(executors);
        deleteIfEmpty(requireNonNull(executors.getParent()));
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // Another run is in it.
        }
    }

    static void deleteTree(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new Deletion());
        } catch (NoSuchFileException e) {
            // It is gone already.
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
                throws IOException {
            if (error != null) {
                throw error;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
