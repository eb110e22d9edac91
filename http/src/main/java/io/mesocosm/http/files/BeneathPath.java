package io.mesocosm.http.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a root down a path, one component at a time and through open directories, so that no
 * symbolic link leads out of the root, however a task swaps files while we walk.
 */
final class BeneathPath implements AutoCloseable {
    private static final int LINKS_MAX = 40;

    /** The name leads out of the root. */
    static final class EscapeException extends IOException {
        private static final long serialVersionUID = 1L;

        EscapeException(String path) {
            super(path + " leads out of its root");
        }
    }

    private final Path root;
    private final List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private @Nullable String leaf;

    private BeneathPath(Path root) {
        this.root = root;
    }

    /**
     * Finds the file.
     *
     * @param root a real directory that no task can replace
     * @throws EscapeException when the path, or a link on it, leads out of the root
     * @throws NoSuchFileException when there is none
     */
    @SuppressWarnings("StreamResourceLeak") // kept open for the caller, who closes this
    static BeneathPath find(Path root, String relative) throws IOException {
        BeneathPath found = new BeneathPath(root);
        boolean done = false;
        try {
            found.opened.add(secure(Files.newDirectoryStream(root), root));
            found.walk(components(relative));
            done = true;
            return found;
        } finally {
            if (!done) {
                found.close();
            }
        }
    }

    /** The directory that holds the file, or the file itself when {@link #leaf()} is null. */
    SecureDirectoryStream<Path> directory() {
        return opened.getLast();
    }

    /** The file's name in its directory; null for a directory that is open already. */
    @Nullable Path leaf() {
        return leaf == null ? null : Path.of(leaf);
    }

    /** Where the file is, to be told, not to be opened. */
    Path real() {
        Path path = root.resolve(String.join("/", names));
        return leaf == null ? path : path.resolve(leaf);
    }

    private void walk(Deque<String> left) throws IOException {
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.equals("..")) {
                leave();
                continue;
            }
            BasicFileAttributes facts = attributes(name);
            if (facts.isSymbolicLink()) {
                if (++links > LINKS_MAX) {
                    throw new NoSuchFileException(real() + "/" + name);
                }
                follow(name, left);
            } else if (facts.isDirectory()) {
                opened.add(
                        secure(
                                opened.getLast()
                                        .newDirectoryStream(
                                                Path.of(name), LinkOption.NOFOLLOW_LINKS),
                                root));
                names.add(name);
            } else if (left.isEmpty()) {
                leaf = name;
            } else {
                throw new NotDirectoryException(real() + "/" + name);
            }
        }
    }

    private BasicFileAttributes attributes(String name) throws IOException {
        return opened.getLast()
                .getFileAttributeView(
                        Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Only the link's text is taken from the path; where it leads is walked like the rest. */
    private void follow(String name, Deque<String> left) throws IOException {
        String target = Files.readSymbolicLink(real().resolve(name)).toString();
        if (target.startsWith("/")) {
            String top = root + "/";
            if (!target.startsWith(top)) {
                throw new EscapeException(real().resolve(name).toString());
            }
            while (opened.size() > 1) {
                opened.removeLast().close();
                names.removeLast();
            }
            target = target.substring(top.length());
        }
        components(target).reversed().forEach(left::push);
    }

    private void leave() throws IOException {
        if (opened.size() == 1) {
            throw new EscapeException(real().toString());
        }
        opened.removeLast().close();
        names.removeLast();
    }

    private static Deque<String> components(String path) {
        Deque<String> components = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                components.add(name);
            }
        }
        return components;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path root)
            throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("the file system of " + root + " cannot be walked safely");
    }

    @Override
    public void close() throws IOException {
        for (SecureDirectoryStream<Path> directory : opened) {
            directory.close();
        }
    }
}
