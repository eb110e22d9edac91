package io.mesocosm.agent.server.check;

import io.mesocosm.containerizer.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * TLS over a connection into a container: a health check asks whether the task answers, not who it
 * is.
 */
final class TlsExchange {
    private final Connection connection;
    private final SSLEngine engine;
    private final ByteBuffer net;
    private ByteBuffer fromNet;
    private final ByteBuffer app;

    TlsExchange(Connection connection) throws IOException {
        this.connection = connection;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            engine = context.createSSLEngine();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used: " + e.getMessage(), e);
        }
        engine.setUseClientMode(true);
        net = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        fromNet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() * 2).flip();
        app = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() * 2);
    }

    /** Sends the request and returns the first line of the answer. */
    String ask(byte[] request) throws IOException {
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.wrap(request);
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case FINISHED, NOT_HANDSHAKING -> {
                    if (out.hasRemaining()) {
                        wrap(out);
                    } else {
                        unwrap();
                    }
                }
            }
            String line = line();
            if (!line.isEmpty()) {
                return line;
            }
        }
    }

    private void wrap(ByteBuffer source) throws IOException {
        net.clear();
        engine.wrap(source, net);
        net.flip();
        connection.output().write(net.array(), 0, net.limit());
        connection.output().flush();
    }

    private void unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(fromNet, app);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                fromNet.compact();
                int read =
                        connection
                                .input()
                                .read(fromNet.array(), fromNet.position(), fromNet.remaining());
                if (read < 0) {
                    throw new EOFException("the connection ended during TLS");
                }
                fromNet.position(fromNet.position() + read);
                fromNet.flip();
            }
            case CLOSED -> throw new EOFException("the task ended TLS before an HTTP status line");
            case BUFFER_OVERFLOW ->
                    throw new IOException("no HTTP status line in the task's answer");
            case OK -> {}
        }
    }

    private String line() {
        String text = new String(app.array(), 0, app.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(0, end);
    }

    /** Trusts whoever listens on the task's port. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
