package io.mesocosm.store.etcd;

import com.google.protobuf.ByteString;

/** How a store's keys are written in etcd. */
final class EtcdKeys {
    private static final int BYTE_MASK = 0xff;

    private final ByteString data;
    private final ByteString format;

    EtcdKeys(String prefix) {
        data = ByteString.copyFromUtf8(prefix + "data/");
        format = ByteString.copyFromUtf8(prefix + "format");
    }

    ByteString format() {
        return format;
    }

    ByteString of(String key) {
        return data.concat(ByteString.copyFromUtf8(key));
    }

    String key(ByteString stored) {
        return stored.substring(data.size()).toStringUtf8();
    }

    /** The first key after all that start with this one. */
    static ByteString end(ByteString prefix) {
        int last = prefix.size() - 1; // UTF-8 has no byte 0xff
        byte next = (byte) ((prefix.byteAt(last) & BYTE_MASK) + 1);
        return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {next}));
    }

    /** The first key after this one. */
    static ByteString after(ByteString key) {
        return key.concat(ByteString.copyFrom(new byte[] {0}));
    }
}
