package io.mesocosm.containerizer.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** One directory of a cgroup tree, and its files. */
record Group(Path path) {
    private static final long REMOVE_PATIENCE = Duration.ofSeconds(10).toNanos();

    /** Links of a directory without directories in it. */
    private static final int NO_CHILDREN = 2;

    Group child(String name) {
        return new Group(path.resolve(name));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** Two launches under one parent may both want it: whoever comes second finds it there. */
    void create() throws IOException {
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!exists()) {
                throw e;
            }
        }
    }

    void write(String file, String value) throws IOException {
        try {
            // No CREATE: a missing controller must be an error, and the kernel wants a single
            // write.
            Files.write(
                    path.resolve(file),
                    value.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.WRITE);
        } catch (FileSystemException e) {
            throw new IOException(
                    "Failed to write '" + value + "' to " + path.resolve(file) + ": " + reason(e),
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "Failed to write '"
                            + value
                            + "' to "
                            + path.resolve(file)
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file (is the controller enabled?)";
        }
        return e.getReason() == null ? e.toString() : e.getReason();
    }

    Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(path.resolve(file)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    OptionalLong number(String file) {
        return read(file).map(Group::parse).orElse(OptionalLong.empty());
    }

    /** A value of a file whose lines are {@code key value}. */
    OptionalLong keyed(String file, String key) {
        return read(file).map(text -> keyedIn(text, key)).orElse(OptionalLong.empty());
    }

    static OptionalLong keyedIn(String text, String key) {
        for (String line : text.lines().toList()) {
            if (line.startsWith(key)
                    && line.length() > key.length()
                    && line.charAt(key.length()) == ' ') {
                return parse(line.substring(key.length() + 1).strip());
            }
        }
        return OptionalLong.empty();
    }

    /** The kernel writes {@code max}, or a number beyond a long, where there is no limit. */
    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * The kernel counts a group's directories in its links, which spares a look at each of its some
     * 20 files.
     */
    List<Group> children() {
        int links = links();
        if (links == NO_CHILDREN) {
            return List.of();
        }
        int most = links > NO_CHILDREN ? links - NO_CHILDREN : Integer.MAX_VALUE;
        List<Group> found = new ArrayList<>();
        for (Path entry : entries()) {
            if (found.size() < most && Files.isDirectory(entry)) {
                found.add(new Group(entry));
            }
        }
        return found;
    }

    private int links() {
        try {
            return (int) Files.getAttribute(path, "unix:nlink");
        } catch (IOException e) {
            return NO_CHILDREN;
        }
    }

    /** Names without a dot first: of a controller's files few have none. */
    private List<Path> entries() {
        List<Path> plain = new ArrayList<>();
        List<Path> dotted = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                (entry.getFileName().toString().indexOf('.') < 0 ? plain : dotted).add(entry);
            }
        } catch (IOException e) {
            return List.of();
        }
        plain.addAll(dotted);
        return plain;
    }

    /** This group and all below it, the deepest first. */
    List<Group> deepestFirst() {
        List<Group> found = new ArrayList<>();
        for (Group child : children()) {
            found.addAll(child.deepestFirst());
        }
        found.add(this);
        return found;
    }

    List<Long> processes(String file) {
        return read(file).map(text -> text.lines().map(Long::parseLong).toList()).orElse(List.of());
    }

    void remove() throws IOException {
        long deadline = System.nanoTime() + REMOVE_PATIENCE;
        long pause = 200_000;
        while (exists()) {
            try {
                Files.deleteIfExists(path);
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (DirectoryNotEmptyException e) {
                throw e;
            } catch (FileSystemException e) {
                // Busy: a killed process leaves its group only when the kernel has torn it down.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, 50_000_000);
            }
        }
    }
}
