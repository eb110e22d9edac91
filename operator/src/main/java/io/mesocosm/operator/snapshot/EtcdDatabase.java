package io.mesocosm.operator.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Reads what is asked for of an etcd's database: a bbolt file (go.etcd.io/bbolt, {@code page.go}
 * and {@code bucket.go} have the format), whose bucket {@code key} has each change under its
 * revision.
 */
final class EtcdDatabase implements AutoCloseable {
    private static final int MAGIC = 0xED0CDAED;
    private static final int HEADER = 16;
    private static final int META = 64;
    private static final int LARGEST_PAGE = 1 << 16;
    private static final int SMALLEST_PAGE = 1 << 10;
    private static final int LARGEST_RUN = 64 << 20;
    private static final int DEEPEST = 32;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int BUCKET = 1;
    private static final int KEY_FIELD = 0x0A; // of an mvccpb.KeyValue: the key comes first
    private static final int MOST_TOLD = 5;

    private final Path path;
    private final FileChannel file;
    private final int pageSize;
    private final ByteBuffer keys;

    /** Opens it, and finds its changes. */
    EtcdDatabase(Path path) throws IOException {
        this.path = path;
        file = FileChannel.open(path, StandardOpenOption.READ);
        boolean done = false;
        try {
            ByteBuffer first = read(0, HEADER + META);
            pageSize = first.getInt(HEADER + 8);
            if (first.getInt(HEADER) != MAGIC
                    || pageSize < SMALLEST_PAGE
                    || pageSize > LARGEST_PAGE) {
                throw broken("it does not begin as one");
            }
            ByteBuffer second = read(pageSize, HEADER + META);
            // The two take turns; the one with the later transaction is in force.
            boolean later =
                    second.getInt(HEADER) == MAGIC
                            && second.getLong(HEADER + 48) > first.getLong(HEADER + 48);
            keys = bucket((later ? second : first).getLong(HEADER + 16));
            done = true;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** The root page of the changes. */
    private ByteBuffer bucket(long root) throws IOException {
        ByteBuffer[] found = new ByteBuffer[1];
        walk(
                page(root),
                0,
                (name, value) -> {
                    if (name.length == 3
                            && new String(name, StandardCharsets.US_ASCII).equals("key")) {
                        found[0] = value;
                    }
                    return found[0] == null;
                },
                BUCKET);
        if (found[0] == null) {
            throw broken("it has no keys");
        }
        long page = found[0].getLong(0);
        // A small bucket is in its parent's page, behind its header.
        return page == 0
                ? found[0].slice(HEADER, found[0].remaining() - HEADER)
                        .order(ByteOrder.LITTLE_ENDIAN)
                : page(page);
    }

    /** The last revision that something was changed at; 0 for none. */
    long revision() throws IOException {
        ByteBuffer page = keys;
        for (int depth = 0; depth < DEEPEST; depth++) {
            int count = count(page);
            if (count == 0) {
                return 0;
            }
            int last = HEADER + (count - 1) * HEADER;
            if (isLeaf(page)) {
                int at = last + page.getInt(last + 4);
                return page.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(at);
            }
            page = page(page.getLong(last + 8));
        }
        throw broken("its pages go round in a circle");
    }

    /** Whether there is a key that begins so. */
    boolean has(String prefix) throws IOException {
        byte[] wanted = prefix.getBytes(StandardCharsets.UTF_8);
        boolean[] found = new boolean[1];
        walk(
                keys,
                0,
                (_, value) -> {
                    byte[] key = key(value).orElse(new byte[0]);
                    found[0] =
                            key.length >= wanted.length
                                    && Arrays.equals(
                                            key, 0, wanted.length, wanted, 0, wanted.length);
                    return !found[0];
                },
                0);
        return found[0];
    }

    /** What keys begin with, up to the fourth slash, as those of a cluster do; a few of them. */
    Set<String> beginnings() throws IOException {
        Set<String> beginnings = new TreeSet<>();
        walk(
                keys,
                0,
                (_, value) -> {
                    key(value)
                            .map(key -> new String(key, StandardCharsets.UTF_8))
                            .map(EtcdDatabase::beginning)
                            .ifPresent(beginnings::add);
                    return beginnings.size() < MOST_TOLD;
                },
                0);
        return beginnings;
    }

    private static String beginning(String key) {
        int end = 0;
        for (int slash = 0; slash < 4; slash++) {
            int next = key.indexOf('/', end);
            if (next < 0) {
                break;
            }
            end = next + 1;
        }
        return key.substring(0, end);
    }

    private static Optional<byte[]> key(ByteBuffer value) {
        ByteBuffer message = value.duplicate();
        if (message.remaining() < 2 || message.get() != KEY_FIELD) {
            return Optional.empty();
        }
        int length = 0;
        for (int shift = 0; shift < 28 && message.hasRemaining(); shift += 7) {
            byte next = message.get();
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                break;
            }
        }
        if (length > message.remaining()) {
            return Optional.empty();
        }
        byte[] key = new byte[length];
        message.get(key);
        return Optional.of(key);
    }

    // ------------------------------------------------------------------ pages

    /** Shows all elements of those flags in order, until the visitor has seen enough. */
    private boolean walk(
            ByteBuffer page, int depth, BiPredicate<byte[], ByteBuffer> visitor, int flags)
            throws IOException {
        if (depth > DEEPEST) {
            throw broken("its pages go round in a circle");
        }
        boolean leaf = isLeaf(page);
        for (int i = 0; i < count(page); i++) {
            int element = HEADER + i * HEADER;
            if (!leaf) {
                if (!walk(page(page.getLong(element + 8)), depth + 1, visitor, flags)) {
                    return false;
                }
            } else if (page.getInt(element) == flags) {
                int at = element + page.getInt(element + 4);
                byte[] name = new byte[page.getInt(element + 8)];
                page.get(at, name);
                ByteBuffer value =
                        page.slice(at + name.length, page.getInt(element + 12))
                                .order(ByteOrder.LITTLE_ENDIAN);
                if (!visitor.test(name, value)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isLeaf(ByteBuffer page) throws SnapshotFailure {
        int flags = page.getShort(8);
        if (flags != BRANCH && flags != LEAF) {
            throw broken("it has a page of the kind " + flags);
        }
        return flags == LEAF;
    }

    private static int count(ByteBuffer page) {
        return Short.toUnsignedInt(page.getShort(10));
    }

    private ByteBuffer page(long number) throws IOException {
        long at = number * pageSize;
        int more = read(at, HEADER).getInt(12);
        long size = (1L + more) * pageSize;
        if (more < 0 || size > LARGEST_RUN) {
            throw broken("it has a page of %d bytes".formatted(size));
        }
        return read(at, (int) size);
    }

    private ByteBuffer read(long at, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (at < 0 || file.read(buffer, at + buffer.position()) < 0) {
                throw broken("it ends too early");
            }
        }
        return buffer.flip();
    }

    private SnapshotFailure broken(String how) {
        return new SnapshotFailure(
                "%s is no database of an etcd: %s; use another snapshot".formatted(path, how));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
