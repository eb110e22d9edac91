package io.mesocosm.master.core.task;

import java.nio.ByteBuffer;

/** The 16 bytes that name a status update until it is acknowledged. */
public record StatusUuid(long high, long low) {
    public static final int LENGTH = 16;

    /** Reads the 16 raw bytes; the edge has checked the length. */
    public static StatusUuid of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException(
                    "A status uuid has 16 bytes, this one " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new StatusUuid(buffer.getLong(), buffer.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }
}
