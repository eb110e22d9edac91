package io.mesocosm.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * A body that decides late: what ends within the buffer goes out whole with its length, what grows
 * beyond it goes out as it is written; 1024 bytes and more are compressed if allowed (spec §0.2).
 */
final class AnswerBody extends OutputStream {
    private static final int BUFFER = 32 * 1024;
    private static final int COMPRESS_FROM = 1024;

    private final JettyCall call;
    private final boolean compress;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
    private @Nullable OutputStream sending;
    private boolean closed;

    AnswerBody(JettyCall call, boolean compress) {
        this.call = call;
        this.compress = compress;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (sending != null) {
            sending.write(bytes, offset, length);
        } else if (buffer.size() + length <= BUFFER) {
            buffer.write(bytes, offset, length);
        } else {
            sending = startSending();
            buffer.writeTo(sending);
            sending.write(bytes, offset, length);
        }
    }

    private OutputStream startSending() throws IOException {
        if (!compress) {
            return call.output();
        }
        markCompressed();
        return new GZIPOutputStream(call.output(), BUFFER);
    }

    private void markCompressed() {
        HttpFields.Mutable headers = call.response().getHeaders();
        headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        headers.remove(HttpHeader.CONTENT_LENGTH);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (sending != null) {
            sending.close();
            call.callback().succeeded();
            return;
        }
        byte[] body = buffer.toByteArray();
        if (compress && body.length >= COMPRESS_FROM) {
            markCompressed();
            body = compressed(body);
        }
        call.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        call.finish(body);
    }

    private static byte[] compressed(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }
}
