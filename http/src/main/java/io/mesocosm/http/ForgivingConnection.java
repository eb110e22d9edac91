package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's HTTP/1 connection, taking requests of HTTP/1.1 without a Host header as Mesos does (spec
 * §0.5 no. 3): none of Jetty's compliance modes has that violation. Its parser is given a blank
 * Host at the end of headers that have none, and blank ones go no further, be they ours or sent.
 */
final class ForgivingConnection extends HttpConnection {
    /** Assigned while Jetty's constructor runs, hence without a value of its own. */
    private @Nullable RequestHandler requests;

    private ForgivingConnection(
            HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    /** Makes such connections. */
    static HttpConnectionFactory factory(HttpConfiguration configuration) {
        return new HttpConnectionFactory(configuration) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                ForgivingConnection connection =
                        new ForgivingConnection(getHttpConfiguration(), connector, endPoint);
                connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
                return configure(connection, connector, endPoint);
            }
        };
    }

    @Override
    protected RequestHandler newRequestHandler() {
        RequestHandler handler =
                new RequestHandler() {
                    @Override
                    public void parsedHeader(HttpField field) {
                        if (!isBlankHost(field)) {
                            super.parsedHeader(field);
                        }
                    }
                };
        requests = handler;
        return handler;
    }

    private static boolean isBlankHost(HttpField field) {
        String value = field.getValue();
        return field.getHeader() == HttpHeader.HOST && (value == null || value.isBlank());
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
        HttpConfiguration configuration = getHttpConfiguration();
        HttpParser parser =
                new Parser(
                        requireNonNull(requests), configuration.getRequestHeaderSize(), compliance);
        parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
        parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
        return parser;
    }

    /** Looks at the headers a line at a time before Jetty does. */
    private static final class Parser extends HttpParser {
        private static final byte[] NAME = "host".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] BLANK_HOST = "Host:\r\n".getBytes(StandardCharsets.US_ASCII);

        private int column;
        private boolean mayBeHost = true;
        private boolean hasHost;

        Parser(HttpParser.RequestHandler handler, int headerSizeMax, HttpCompliance compliance) {
            super(handler, headerSizeMax, compliance);
        }

        @Override
        public void reset() {
            super.reset();
            startLine();
            hasHost = false;
        }

        private void startLine() {
            column = 0;
            mayBeHost = true;
        }

        @Override
        protected boolean parseFields(ByteBuffer buffer) {
            int limit = buffer.limit();
            try {
                while (isState(State.HEADER) && buffer.hasRemaining()) {
                    byte first = buffer.get(buffer.position());
                    boolean ends = column == 0 && (first == '\r' || first == '\n');
                    if (ends && !hasHost) {
                        hasHost = true;
                        super.parseFields(ByteBuffer.wrap(BLANK_HOST));
                    }
                    buffer.limit(endOfLine(buffer));
                    if (super.parseFields(buffer)) {
                        return true;
                    }
                    buffer.limit(limit);
                }
            } finally {
                buffer.limit(limit);
            }
            return super.parseFields(buffer);
        }

        /** Where the line ends that the buffer begins with, or the buffer does. */
        private int endOfLine(ByteBuffer buffer) {
            for (int at = buffer.position(); at < buffer.limit(); at++) {
                byte b = buffer.get(at);
                if (b == '\n') {
                    startLine();
                    return at + 1;
                }
                look(b);
            }
            return buffer.limit();
        }

        private void look(byte b) {
            if (column < NAME.length) {
                mayBeHost &= (b | 0x20) == NAME[column];
            } else if (mayBeHost && b == ':') {
                hasHost = true;
            } else {
                mayBeHost &= b == ' ' || b == '\t';
            }
            column++;
        }
    }
}
