package io.mesocosm.agent.server.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's entries in one append-only file, each with its length and checksum. What a crash
 * tore, or another version wrote, is set aside under a name of its own and stops nothing else.
 * Owned by the agent's thread.
 */
public final class CheckpointLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointLog.class);
    private static final String NAME = "log";
    private static final int HEADER = 8;
    private static final int ENTRY_MAX = 64 << 20;
    private static final long COMPACT_FROM = 4L << 20;

    private final Path folder;
    private final Path file;
    private FileChannel channel;
    private final List<Entry> recovered = new ArrayList<>();
    private final List<Path> setAside = new ArrayList<>();
    private long size;
    private long compactAt = COMPACT_FROM;

    private CheckpointLog(Path folder, FileChannel channel) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.channel = channel;
    }

    /** Opens the log in the folder, which is made when missing, and reads it. */
    public static CheckpointLog open(Path folder) throws IOException {
        requireNonNull(folder, "folder");
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(NAME + ".new"));
        CheckpointLog log = new CheckpointLog(folder, openChannel(folder.resolve(NAME)));
        log.read();
        return log;
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** What the log held when it was opened, oldest first. */
    public List<Entry> entries() {
        return List.copyOf(recovered);
    }

    /** Files with the bytes that could not be read as entries. */
    public List<Path> setAside() {
        return List.copyOf(setAside);
    }

    private void read() throws IOException {
        byte[] content = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        int at = 0;
        while (at < content.length) {
            int length = content.length - at < HEADER ? -1 : bytes.getInt(at);
            if (length <= 0 || length > ENTRY_MAX || length > content.length - at - HEADER) {
                setAside(content, at, content.length, "torn");
                channel.truncate(at);
                break;
            }
            take(content, at, length, bytes.getInt(at + 4));
            at += HEADER + length;
        }
        size = channel.size();
        channel.position(size);
    }

    private void take(byte[] content, int at, int length, int checksum) throws IOException {
        if (checksum(content, at + HEADER, length) != checksum) {
            setAside(content, at, at + HEADER + length, "damaged");
            return;
        }
        byte[] entry = new byte[length];
        System.arraycopy(content, at + HEADER, entry, 0, length);
        try {
            recovered.add(EntryCodec.decode(entry));
        } catch (IOException e) {
            LOG.warn("an entry of the log cannot be read: {}", e.getMessage());
            setAside(content, at, at + HEADER + length, "foreign");
        }
    }

    private void setAside(byte[] content, int from, int to, String what) throws IOException {
        Path aside = folder.resolve(NAME + "." + what + "-" + from);
        for (int i = 1; Files.exists(aside); i++) {
            aside = folder.resolve(NAME + "." + what + "-" + from + "-" + i);
        }
        byte[] bytes = new byte[to - from];
        System.arraycopy(content, from, bytes, 0, bytes.length);
        Files.write(aside, bytes);
        setAside.add(aside);
        LOG.warn(
                "log={} {} bytes at {} are {}; set aside as {}",
                file,
                bytes.length,
                from,
                what,
                aside);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Appends the entries and returns when they are on the disk. */
    public void append(List<Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        ByteBuffer frames = frames(entries);
        size += frames.remaining();
        while (frames.hasRemaining()) {
            channel.write(frames);
        }
        channel.force(false);
    }

    private static ByteBuffer frames(List<Entry> entries) {
        List<byte[]> encoded = entries.stream().map(EntryCodec::encode).toList();
        int total = encoded.stream().mapToInt(bytes -> bytes.length + HEADER).sum();
        ByteBuffer frames = ByteBuffer.allocate(total);
        for (byte[] bytes : encoded) {
            frames.putInt(bytes.length).putInt(checksum(bytes, 0, bytes.length)).put(bytes);
        }
        return frames.flip();
    }

    /** Whether so much has been appended that a shorter log is worth its writing. */
    public boolean wantsCompaction() {
        return size >= compactAt;
    }

    /** Replaces the log by these entries, which say all that it said. */
    public void compact(List<Entry> entries) throws IOException {
        Path next = folder.resolve(NAME + ".new");
        ByteBuffer frames = frames(entries);
        try (FileChannel out = openChannel(next)) {
            out.truncate(0);
            while (frames.hasRemaining()) {
                out.write(frames);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        channel.close();
        channel = openChannel(file);
        size = channel.size();
        channel.position(size);
        compactAt = Math.max(COMPACT_FROM, size * 4);
    }

    private void forceFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Leaves nothing of the log but what was set aside: the agent will start as a new one. */
    public static void delete(Path folder) throws IOException {
        try {
            Files.delete(folder.resolve(NAME));
        } catch (NoSuchFileException e) {
            LOG.debug("no log in {}", folder);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
