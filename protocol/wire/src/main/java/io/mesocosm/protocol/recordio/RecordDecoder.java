package io.mesocosm.protocol.recordio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes, in whatever pieces it arrives, into records; owned by one thread.
 *
 * <p>It never holds more than one record of the largest size allowed, and grows with what arrives,
 * not with what a length line claims. After the first error it stays failed.
 */
public final class RecordDecoder {

    /** Larger than any event a master sends to one subscriber. */
    public static final int DEFAULT_RECORD_SIZE_MAX = 256 * 1024 * 1024;

    private static final int LENGTH_DIGITS_MAX = 20;
    private static final int FIRST_BUFFER = 8 * 1024;

    private final int recordSizeMax;
    private final StringBuilder line = new StringBuilder();
    private byte[] record = new byte[0];
    private int length = -1;
    private int filled;
    private boolean failed;

    /** A decoder for records of up to {@link #DEFAULT_RECORD_SIZE_MAX} bytes. */
    public RecordDecoder() {
        this(DEFAULT_RECORD_SIZE_MAX);
    }

    /** A decoder that refuses records larger than {@code recordSizeMax} bytes. */
    public RecordDecoder(int recordSizeMax) {
        if (recordSizeMax < 1) {
            throw new IllegalArgumentException(
                    "the largest record must have a byte at least, not " + recordSizeMax);
        }
        this.recordSizeMax = recordSizeMax;
    }

    /** The records that these bytes complete, in order. */
    public List<byte[]> decode(byte[] bytes) throws RecordIoException {
        return decode(ByteBuffer.wrap(bytes));
    }

    /** The records that these bytes complete, in order; consumes all of them. */
    public List<byte[]> decode(ByteBuffer bytes) throws RecordIoException {
        if (failed) {
            throw new RecordIoException("Decoder is in a FAILED state");
        }
        List<byte[]> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            if (length < 0) {
                readLine(bytes);
            }
            if (length >= 0 && fill(bytes)) {
                records.add(take());
            }
        }
        return records;
    }

    /** Tells that the stream has ended; fails if it ended inside a record. */
    public void end() throws RecordIoException {
        if (length >= 0) {
            throw fail(
                    "The stream ended after "
                            + filled
                            + " of the "
                            + length
                            + " bytes of a record");
        }
        if (!line.isEmpty()) {
            throw fail("The stream ended inside the length line '" + line + "'");
        }
    }

    private void readLine(ByteBuffer bytes) throws RecordIoException {
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xff);
            if (c == '\n') {
                startRecord();
                return;
            }
            line.append(c);
            if (c < '0' || c > '9' || line.length() > LENGTH_DIGITS_MAX) {
                throw fail(
                        "Failed to decode length '" + printable(line) + "': not a decimal number");
            }
        }
    }

    private void startRecord() throws RecordIoException {
        if (line.isEmpty()) {
            throw fail("Failed to decode length '': not a decimal number");
        }
        long announced =
                line.length() > 18 ? Long.MAX_VALUE : Long.parseLong(line, 0, line.length(), 10);
        if (announced > recordSizeMax) {
            throw fail(
                    "A record of "
                            + line
                            + " bytes is larger than the "
                            + recordSizeMax
                            + " allowed");
        }
        line.setLength(0);
        length = (int) announced;
        record = new byte[Math.min(length, FIRST_BUFFER)];
        filled = 0;
    }

    private boolean fill(ByteBuffer bytes) {
        int taken = Math.min(bytes.remaining(), length - filled);
        if (record.length - filled < taken) {
            long doubled = Math.max(2L * record.length, (long) filled + taken);
            record = Arrays.copyOf(record, (int) Math.min(length, doubled));
        }
        bytes.get(record, filled, taken);
        filled += taken;
        return filled == length;
    }

    private byte[] take() {
        byte[] whole = record.length == length ? record : Arrays.copyOf(record, length);
        record = new byte[0];
        length = -1;
        return whole;
    }

    private RecordIoException fail(String message) {
        failed = true;
        record = new byte[0];
        return new RecordIoException(message);
    }

    private static String printable(CharSequence text) {
        return text.toString().replaceAll("[^\\x20-\\x7e]", "?");
    }
}
