package io.mesocosm.http.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Virtual files made of real files and folders attached under names, as Mesos attaches logs and
 * sandboxes (spec §5.3). A symbolic link is followed only as long as it stays within what was
 * attached. Any thread may attach and read.
 */
public final class AttachedFiles implements VirtualFiles {
    private final Map<String, Path> roots = new ConcurrentSkipListMap<>();

    /**
     * Makes a real file or folder readable under a virtual path; what was there before is replaced.
     *
     * @param virtual absolute
     * @param real absolute, and not within reach of a task: its own last component may be a link
     */
    public void attach(String virtual, Path real) {
        if (!real.isAbsolute()) {
            throw new IllegalArgumentException("not absolute: " + real);
        }
        roots.put(normal(virtual), real);
    }

    /** Ends what {@link #attach} began. */
    public void detach(String virtual) {
        roots.remove(normal(virtual));
    }

    @Override
    public Map<String, String> roots() {
        Map<String, String> all = new TreeMap<>();
        roots.forEach((virtual, real) -> all.put(virtual, real.toString()));
        return all;
    }

    @Override
    public FileAnswer<List<FileFacts>> browse(String path) throws IOException {
        return at(
                path,
                found -> {
                    List<FileFacts> facts = new ArrayList<>();
                    Path leaf = found.leaf();
                    if (leaf != null) {
                        facts.add(facts(found.directory(), found.real(), normal(path)));
                    } else {
                        for (Path entry : found.directory()) {
                            Path real = found.real().resolve(requireNonNull(entry.getFileName()));
                            addIfThere(facts, found.directory(), real, normal(path));
                        }
                    }
                    facts.sort(Comparator.comparing(FileFacts::path));
                    return new FileAnswer.Found<>(facts);
                });
    }

    private static void addIfThere(
            List<FileFacts> facts, SecureDirectoryStream<Path> folder, Path real, String path)
            throws IOException {
        try {
            facts.add(facts(folder, real, path + "/" + real.getFileName()));
        } catch (NoSuchFileException e) {
            // Removed while we listed.
        }
    }

    @Override
    public FileAnswer<Slice> read(String path, long offset, long length) throws IOException {
        if (offset < -1) {
            return new FileAnswer.Invalid<>("Negative offset provided: " + offset + ".");
        }
        if (length < -1) {
            return new FileAnswer.Invalid<>("Negative length provided: " + length + ".");
        }
        return at(
                path,
                found -> {
                    Path leaf = found.leaf();
                    if (leaf == null) {
                        return new FileAnswer.Invalid<>("Cannot read a directory.");
                    }
                    try (SeekableByteChannel channel = open(found.directory(), leaf)) {
                        return new FileAnswer.Found<>(slice(channel, offset, length));
                    }
                });
    }

    private static Slice slice(SeekableByteChannel channel, long offset, long length)
            throws IOException {
        long size = channel.size();
        if (offset == -1) {
            return new Slice(size, new byte[0], size);
        }
        long wanted = Math.min(length == -1 ? size - offset : length, READ_MAX);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(wanted, size - offset)));
        channel.position(Math.min(offset, size));
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer);
        }
        byte[] data = new byte[buffer.flip().remaining()];
        buffer.get(data);
        return new Slice(offset, data, size);
    }

    @Override
    public FileAnswer<Content> open(String path) throws IOException {
        return at(
                path,
                found -> {
                    Path leaf = found.leaf();
                    if (leaf == null) {
                        return new FileAnswer.Invalid<>("Cannot download a directory.");
                    }
                    SeekableByteChannel channel = open(found.directory(), leaf);
                    String name = normal(path).substring(normal(path).lastIndexOf('/') + 1);
                    return new FileAnswer.Found<>(
                            new Content(name, channel.size(), Channels.newInputStream(channel)));
                });
    }

    /** Only regular files are opened: a pipe made by a task must not block a reader. */
    private static SeekableByteChannel open(SecureDirectoryStream<Path> folder, Path leaf)
            throws IOException {
        if (!posix(folder, leaf).isRegularFile()) {
            throw new AccessDeniedException(leaf.toString());
        }
        return folder.newByteChannel(
                leaf, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private interface Use<T> {
        FileAnswer<T> of(BeneathPath found) throws IOException;
    }

    private <T> FileAnswer<T> at(String path, Use<T> use) throws IOException {
        String virtual = normal(path);
        String prefix = virtual;
        while (!prefix.isEmpty() && !roots.containsKey(prefix)) {
            prefix = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
        }
        Path root = roots.get(prefix);
        if (root == null) {
            return new FileAnswer.NotFound<>();
        }
        try (BeneathPath found = find(root, virtual.substring(prefix.length()))) {
            return use.of(found);
        } catch (BeneathPath.EscapeException | AccessDeniedException e) {
            return new FileAnswer.Forbidden<>();
        } catch (NoSuchFileException | NotDirectoryException | NotLinkException e) {
            return new FileAnswer.NotFound<>();
        }
    }

    private static BeneathPath find(Path attached, String rest) throws IOException {
        Path real = attached.toRealPath();
        if (real.toFile().isDirectory()) {
            return BeneathPath.find(real, rest);
        }
        if (!rest.isEmpty()) {
            throw new NotDirectoryException(attached + rest);
        }
        return BeneathPath.find(
                requireNonNull(real.getParent()), requireNonNull(real.getFileName()).toString());
    }

    private static FileFacts facts(SecureDirectoryStream<Path> folder, Path real, String path)
            throws IOException {
        PosixFileAttributes attributes = posix(folder, requireNonNull(real.getFileName()));
        return new FileFacts(
                path,
                (Integer) Files.getAttribute(real, "unix:nlink", LinkOption.NOFOLLOW_LINKS),
                attributes.size(),
                attributes.lastModifiedTime().toMillis() / 1000.0,
                type(attributes) | permissions(attributes.permissions()),
                attributes.owner().getName(),
                attributes.group().getName());
    }

    private static PosixFileAttributes posix(SecureDirectoryStream<Path> folder, Path name)
            throws IOException {
        @Nullable FileAttributeView view =
                folder.getFileAttributeView(
                        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return ((PosixFileAttributeView) requireNonNull(view)).readAttributes();
    }

    private static int type(PosixFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return 0040000;
        }
        if (attributes.isSymbolicLink()) {
            return 0120000;
        }
        return attributes.isRegularFile() ? 0100000 : 0010000;
    }

    private static int permissions(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : permissions) {
            bits |=
                    switch (permission) {
                        case OWNER_READ -> 0400;
                        case OWNER_WRITE -> 0200;
                        case OWNER_EXECUTE -> 0100;
                        case GROUP_READ -> 0040;
                        case GROUP_WRITE -> 0020;
                        case GROUP_EXECUTE -> 0010;
                        case OTHERS_READ -> 0004;
                        case OTHERS_WRITE -> 0002;
                        case OTHERS_EXECUTE -> 0001;
                    };
        }
        return bits;
    }

    private static String normal(String virtual) {
        String path = virtual.startsWith("/") ? virtual : "/" + virtual;
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return path;
    }
}
