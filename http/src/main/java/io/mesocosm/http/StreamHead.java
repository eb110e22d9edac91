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

    /**
     * @param jettyChunks whether Jetty would write the header by itself, as it does to HTTP/1.1; to
     *     HTTP/1.0 it leaves out any field that goes by this name
     */
    StreamHead(Map<String, String> followers, boolean jettyChunks) {
        super(jettyChunks ? HttpHeader.TRANSFER_ENCODING : HttpHeader.CONTENT_TYPE, "chunked");
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
