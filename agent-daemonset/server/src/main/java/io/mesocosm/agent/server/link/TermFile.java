package io.mesocosm.agent.server.link;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The highest term of a master that the agent has seen, on disk (design section 3). Owned by the
 * link's thread.
 */
public final class TermFile {
    private final Path file;
    private long highest;

    private TermFile(Path file, long highest) {
        this.file = file;
        this.highest = highest;
    }

    public static TermFile open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("term");
        try {
            return new TermFile(file, Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException e) {
            return new TermFile(file, 0);
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + " does not hold a term; delete it if no other master can be alive", e);
        }
    }

    public long highest() {
        return highest;
    }

    /**
     * Whether a master of this term may be obeyed; a higher one than ever is on the disk before
     * this returns.
     */
    boolean admits(long term) throws IOException {
        if (term < highest) {
            return false;
        }
        if (term > highest) {
            write(term);
            highest = term;
        }
        return true;
    }

    private void write(long term) throws IOException {
        Path next = file.resolveSibling("term.new");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((term + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder =
                FileChannel.open(requireNonNull(file.getParent()), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
