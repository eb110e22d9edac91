package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

/**
 * A stored value.
 *
 * @param key the whole key
 * @param value the bytes; nobody changes them once they are handed over
 * @param revision the revision of the transaction that wrote it, for {@link Guard.Unchanged}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by key and revision, which fix the value
public record Entry(String key, byte[] value, long revision) {
    public Entry {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && key.equals(that.key) && revision == that.revision;
    }

    @Override
    public int hashCode() {
        return key.hashCode() * 31 + Long.hashCode(revision);
    }
}
