package io.mesocosm.protocol.json;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as UTF-8, the way rapidjson does, into memory or piecewise into a stream; owned by
 * one thread.
 *
 * <p>With a stream, whatever is buffered goes out each time the buffer passes its size, so that a
 * large answer never lies in memory whole; a failing stream surfaces as {@link
 * UncheckedIOException}.
 */
public final class JsonWriter {

    private static final int STREAM_BUFFER = 32 * 1024;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPES = escapes();

    private final @Nullable OutputStream sink;
    private final int flushAt;
    private byte[] buffer;
    private int size;
    private int depth;
    private boolean commaDue;

    /** A writer into memory, read by {@link #toByteArray()}. */
    public JsonWriter() {
        this.sink = null;
        this.flushAt = Integer.MAX_VALUE;
        this.buffer = new byte[1024];
    }

    /** A writer into a stream, in pieces of 32 KiB. */
    public JsonWriter(OutputStream sink) {
        this(sink, STREAM_BUFFER);
    }

    /** A writer into a stream, in pieces of about {@code pieceSize} bytes. */
    public JsonWriter(OutputStream sink, int pieceSize) {
        this.sink = requireNonNull(sink);
        this.flushAt = Math.max(1, pieceSize);
        this.buffer = new byte[Math.max(1024, pieceSize + 256)];
    }

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter beginArray() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    /** The name of the next value of the current object. */
    public JsonWriter name(String name) {
        separate();
        writeString(name);
        put(':');
        commaDue = false;
        return this;
    }

    public JsonWriter value(String value) {
        separate();
        writeString(value);
        return written();
    }

    public JsonWriter value(boolean value) {
        separate();
        putAscii(value ? "true" : "false");
        return written();
    }

    public JsonWriter value(long value) {
        separate();
        reserve(JsonNumbers.MAX_LENGTH);
        size = JsonNumbers.putLong(value, buffer, size);
        return written();
    }

    /** A number whose 64 bits are unsigned, as in {@code uint64} fields. */
    public JsonWriter unsignedValue(long value) {
        if (value >= 0) {
            return value(value);
        }
        separate();
        putAscii(Long.toUnsignedString(value));
        return written();
    }

    /**
     * A double with a fraction or an exponent, always: {@code 8.0}, {@code 1e30}, bare {@code NaN}.
     */
    public JsonWriter value(double value) {
        separate();
        reserve(JsonNumbers.MAX_LENGTH);
        size = JsonNumbers.putDouble(value, buffer, size);
        return written();
    }

    public JsonWriter nullValue() {
        separate();
        putAscii("null");
        return written();
    }

    /** A string in standard base64. */
    public JsonWriter base64(byte[] value) {
        separate();
        put('"');
        putBytes(Base64.getEncoder().encode(value));
        put('"');
        return written();
    }

    /** A value that is JSON already. */
    public JsonWriter encodedValue(byte[] json) {
        separate();
        putBytes(json);
        return written();
    }

    public JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    /** Text outside the JSON, such as the call around a {@code jsonp} answer. */
    public JsonWriter text(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sends what is buffered down the stream, and the stream's own buffer after it. */
    public void flush() {
        drain();
        if (sink != null) {
            try {
                sink.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What was written into memory; every object and array must have been closed. */
    public byte[] toByteArray() {
        if (depth != 0) {
            throw new IllegalStateException(depth + " objects or arrays are still open");
        }
        return Arrays.copyOf(buffer, size);
    }

    /**
     * Copies what is buffered into the target, which must have room for {@link #buffered()} bytes.
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(buffer, 0, target, offset, size);
    }

    /** The number of bytes that wait in the buffer. */
    public int buffered() {
        return size;
    }

    /** A name that is quoted, escaped and followed by its colon already. */
    void encodedName(byte[] quotedWithColon) {
        separate();
        putBytes(quotedWithColon);
        commaDue = false;
    }

    private JsonWriter open(char bracket) {
        separate();
        put(bracket);
        depth++;
        commaDue = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        if (--depth < 0) {
            throw new IllegalStateException("nothing is open that '" + bracket + "' could close");
        }
        put(bracket);
        return written();
    }

    private JsonWriter written() {
        commaDue = true;
        if (size >= flushAt) {
            drain();
        }
        return this;
    }

    private void separate() {
        if (commaDue) {
            put(',');
        }
    }

    private void drain() {
        if (sink == null || size == 0) {
            return;
        }
        try {
            sink.write(buffer, 0, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        size = 0;
    }

    private void writeString(String value) {
        int length = value.length();
        // The longest form of one char is a six-byte escape; long strings take that in slices.
        put('"');
        for (int from = 0; from < length; ) {
            int to = Math.min(length, from + 4096);
            if (to < length && Character.isHighSurrogate(value.charAt(to - 1))) {
                to--;
            }
            reserve((to - from) * 6);
            writeSlice(value, from, to);
            from = to;
        }
        put('"');
    }

    private void writeSlice(String value, int from, int to) {
        byte[] out = buffer;
        int at = size;
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = at;
                i = writeWide(value, i, to);
                at = size;
            } else if (ESCAPES[c] == 0) {
                out[at++] = (byte) c;
            } else {
                at = escape(c, out, at);
            }
        }
        size = at;
    }

    /** Writes the code point at {@code i}; returns the index of its last char. */
    private int writeWide(String value, int i, int to) {
        char c = value.charAt(i);
        if (c < 0x800) {
            buffer[size++] = (byte) (0xc0 | (c >> 6));
            buffer[size++] = (byte) (0x80 | (c & 0x3f));
            return i;
        }
        if (Character.isHighSurrogate(c)
                && i + 1 < to
                && Character.isLowSurrogate(value.charAt(i + 1))) {
            int point = Character.toCodePoint(c, value.charAt(i + 1));
            buffer[size++] = (byte) (0xf0 | (point >> 18));
            buffer[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
            buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
            buffer[size++] = (byte) (0x80 | (point & 0x3f));
            return i + 1;
        }
        // Half a surrogate pair has no UTF-8 form.
        int point = Character.isSurrogate(c) ? 0xfffd : c;
        buffer[size++] = (byte) (0xe0 | (point >> 12));
        buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        buffer[size++] = (byte) (0x80 | (point & 0x3f));
        return i;
    }

    private static int escape(char c, byte[] out, int start) {
        int at = start;
        out[at++] = '\\';
        out[at++] = ESCAPES[c];
        if (ESCAPES[c] == 'u') {
            out[at++] = '0';
            out[at++] = '0';
            out[at++] = HEX[c >> 4];
            out[at++] = HEX[c & 0xf];
        }
        return at;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[128];
        Arrays.fill(escapes, 0, 0x20, (byte) 'u');
        escapes['\b'] = 'b';
        escapes['\t'] = 't';
        escapes['\n'] = 'n';
        escapes['\f'] = 'f';
        escapes['\r'] = 'r';
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        return escapes;
    }

    private void put(char ascii) {
        reserve(1);
        buffer[size++] = (byte) ascii;
    }

    private void putAscii(String ascii) {
        int length = ascii.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) ascii.charAt(i);
        }
    }

    private void putBytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int room) {
        if (buffer.length - size < room) {
            buffer =
                    Arrays.copyOf(
                            buffer,
                            Math.max(
                                    Math.addExact(size, room),
                                    (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 8)));
        }
    }
}
