package io.mesocosm.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A connection between two identities, over loopback and with a byte each way. */
final class Handshake implements AutoCloseable {
    private final SSLSocket server;
    private final SSLSocket client;

    private Handshake(SSLSocket server, SSLSocket client) {
        this.server = server;
        this.client = client;
    }

    static Handshake between(TlsIdentity server, TlsIdentity client) throws IOException {
        return between(server, client, "localhost");
    }

    /**
     * @param host the name that the server must prove to be
     */
    static Handshake between(TlsIdentity server, TlsIdentity client, String host)
            throws IOException {
        return between(server.context(), client.context(), host);
    }

    static Handshake between(SSLContext server, SSLContext client, String host) throws IOException {
        try (SSLServerSocket listening =
                (SSLServerSocket)
                        server.getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            CompletableFuture<SSLSocket> accepted =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    SSLSocket socket = (SSLSocket) listening.accept();
                                    socket.startHandshake();
                                    return socket;
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            SSLSocket socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket(
                                            new java.net.Socket(
                                                    InetAddress.getLoopbackAddress(),
                                                    listening.getLocalPort()),
                                            host,
                                            listening.getLocalPort(),
                                            true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            try {
                socket.startHandshake();
            } catch (IOException e) {
                // What the server says may be lost with the connection: both ends' words count.
                socket.close();
                accepted.handle(
                                (_, refusal) -> {
                                    if (refusal != null) {
                                        e.addSuppressed(refusal);
                                    }
                                    return e;
                                })
                        .join();
                throw e;
            }
            Handshake made = new Handshake(accepted.join(), socket);
            made.exchange();
            return made;
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    void exchange() throws IOException {
        client.getOutputStream().write(1);
        server.getInputStream().read();
        server.getOutputStream().write(2);
        client.getInputStream().read();
    }

    X509Certificate seenByClient() throws IOException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    X509Certificate seenByServer() throws IOException {
        return (X509Certificate) server.getSession().getPeerCertificates()[0];
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
