package io.mesocosm.store;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * The key space in MVStore's maps: a value is its revision (8 bytes, big-endian) and the caller's
 * bytes.
 */
final class MvKeySpace extends KeySpace {
    private static final String META = "meta";
    private static final String FORMAT = "format";
    private static final String REVISION = "revision";

    private final MVMap<String, byte[]> entries;
    private final MVMap<String, Long> meta;

    MvKeySpace(MVStore file) {
        entries = file.openMap("entries");
        meta = file.openMap(META);
    }

    /** The format's version that the file names; 0 for a new file. */
    static long format(MVStore file) {
        return file.<String, Long>openMap(META).getOrDefault(FORMAT, 0L);
    }

    static void format(MVStore file, long version) {
        file.<String, Long>openMap(META).put(FORMAT, version);
    }

    @Override
    @Nullable Entry get(String key) {
        byte[] stored = entries.get(key);
        return stored == null ? null : entry(key, stored);
    }

    @Override
    Iterable<Entry> from(String key) {
        return () -> {
            Cursor<String, byte[]> cursor = entries.cursor(key);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return cursor.hasNext();
                }

                @Override
                public Entry next() {
                    String next = cursor.next();
                    return entry(next, cursor.getValue());
                }
            };
        };
    }

    @Override
    void put(Entry entry) {
        byte[] stored =
                ByteBuffer.allocate(Long.BYTES + entry.value().length)
                        .putLong(entry.revision())
                        .put(entry.value())
                        .array();
        entries.put(entry.key(), stored);
    }

    @Override
    void delete(String key) {
        entries.remove(key);
    }

    @Override
    long revision() {
        return meta.getOrDefault(REVISION, 0L);
    }

    @Override
    void revision(long revision) {
        meta.put(REVISION, revision);
    }

    private static Entry entry(String key, byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long revision = buffer.getLong();
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return new Entry(key, value, revision);
    }
}
