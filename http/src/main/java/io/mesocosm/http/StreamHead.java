package io.mesocosm.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * The {@code Transfer-Encoding} header followed by others, because Jetty puts that header last and
 * Mesos puts it second (spec §0.5.2).
 */
final class StreamHead extends PreEncodedHttpField {
    private final byte[] encoded;

    StreamHead(Map<String, String> followers) {
        super(HttpHeader.TRANSFER_ENCODING, "chunked");
        StringBuilder text = new StringBuilder("Transfer-Encoding: chunked\r\n");
        followers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        encoded = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void putTo(ByteBuffer buffer, HttpVersion version) {
        buffer.put(encoded);
    }

    @Override
    public int getEncodedLength(HttpVersion version) {
        return encoded.length;
    }
}
