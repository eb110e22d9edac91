package io.mesocosm.protocol.recordio;

import java.nio.charset.StandardCharsets;

/** Frames records: the decimal length of a record, a newline, the record (spec §0.3). */
public final class RecordIo {

    private RecordIo() {}

    /**
     * The record with its length line, as one array, because known clients need a record and its
     * line in one HTTP chunk.
     */
    public static byte[] encode(byte[] record) {
        byte[] framed = frame(record.length);
        System.arraycopy(record, 0, framed, framed.length - record.length, record.length);
        return framed;
    }

    /**
     * An array with the length line written and room for the record in its last {@code length}
     * bytes.
     */
    public static byte[] frame(int length) {
        byte[] line = (length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[Math.addExact(line.length, length)];
        System.arraycopy(line, 0, framed, 0, line.length);
        return framed;
    }
}
