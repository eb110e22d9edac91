package io.mesocosm.agent.server.fetch;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.server.container.Owner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sandbox that is fetched into and its owner, null for the agent's own user. */
record Destination(Path sandbox, @Nullable Owner owner) {

    /**
     * A place beneath the sandbox, its folders made; nothing leads out of it, not by name and not
     * by link.
     */
    Path place(String name) throws IOException, FetchException {
        Path place = sandbox.resolve(name).normalize();
        if (name.isEmpty()
                || Path.of(name).isAbsolute()
                || place.equals(sandbox)
                || !place.startsWith(sandbox)) {
            throw new FetchException("'" + name + "' is not a path beneath the sandbox");
        }
        Path folder = requireNonNull(place.getParent());
        refuseWayOut(folder, name);
        Files.createDirectories(folder);
        if (Files.isSymbolicLink(place)) {
            Files.delete(place);
        }
        return place;
    }

    /** Refuses a folder that links of the sandbox lead out of it; {@code name} is who needs it. */
    void refuseWayOut(Path folder, String name) throws IOException, FetchException {
        Path existing = folder;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = requireNonNull(existing.getParent());
        }
        if (!existing.toRealPath().startsWith(sandbox.toRealPath())) {
            throw new FetchException("'" + name + "' leads out of the sandbox by a link");
        }
    }

    /**
     * A command run with the owner's rights, so that fetching reads and writes nothing the task
     * itself could not.
     */
    List<String> asOwner(String... command) {
        List<String> line = new ArrayList<>();
        if (owner != null && owner.uid() != 0) {
            line.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + owner.uid(),
                            "--regid=" + owner.gid(),
                            "--clear-groups",
                            "--"));
        }
        line.addAll(List.of(command));
        return line;
    }

    void handOver(Path tree) throws IOException {
        Owner to = owner;
        if (to == null) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        to.take(folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        to.take(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
