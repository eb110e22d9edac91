package io.mesocosm.e2e.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** One HTTP/1.1 connection over a TCP or a domain socket, byte by byte as it is on the wire. */
public final class Connection implements AutoCloseable {
    private final String host;
    private final Map<String, String> always;
    private final AutoCloseable socket;
    private final InputStream in;
    private final OutputStream out;

    private Connection(
            String host,
            Map<String, String> always,
            AutoCloseable socket,
            InputStream in,
            OutputStream out) {
        this.host = host;
        this.always = always;
        this.socket = socket;
        this.in = new BufferedInputStream(in, 1 << 16);
        this.out = out;
    }

    /**
     * Connects over TCP, and over TLS where the endpoint has an access; a read that gets nothing
     * for so long fails.
     */
    public static Connection tcp(Endpoint endpoint, Duration silence) throws IOException {
        Socket socket = new Socket();
        try {
            Access access = endpoint.access();
            InetSocketAddress address =
                    access == null
                            ? new InetSocketAddress(endpoint.host(), endpoint.port())
                            : new InetSocketAddress(
                                    access.address(endpoint.host()), endpoint.port());
            socket.connect(address, 5_000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) silence.toMillis());
            Socket used = access == null ? socket : access.over(socket, endpoint);
            return new Connection(
                    endpoint.toString(),
                    access == null ? Map.of() : access.headers(),
                    used,
                    used.getInputStream(),
                    used.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to a domain socket. */
    public static Connection unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new Connection(
                    "localhost",
                    Map.of(),
                    channel,
                    Channels.newInputStream(channel),
                    Channels.newOutputStream(channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a request with the headers given, a Host and a Content-Length. */
    public void send(String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
        always.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (body.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        sendRaw(request.toByteArray());
    }

    /** Sends these bytes as they are. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads a whole answer, its body by length, by chunks or to the end. */
    public Answer receive() throws IOException {
        return receiveBody(receiveHead());
    }

    /** Reads the body that belongs to a head already read. */
    public Answer receiveBody(Answer head) throws IOException {
        return new Answer(head.status(), head.headers(), body(head));
    }

    /** Reads status and headers only; the body is still to come. */
    public Answer receiveHead() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an HTTP/1.1 status line: " + status);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
    }

    private byte[] body(Answer head) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.header("transfer-encoding").equals("chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                all.writeBytes(chunk);
            }
            return all.toByteArray();
        }
        String length = head.header("content-length");
        return length.isEmpty() ? in.readAllBytes() : exactly(Integer.parseInt(length));
    }

    /** Reads one chunk; the last one is empty. */
    public byte[] chunk() throws IOException {
        byte[] chunk = exactly(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Waits for the first byte of whatever the server says; fails when it says nothing more. */
    public int firstByte() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the server closed the connection");
        }
        return first;
    }

    /** The certificate that the server has shown; of a connection over TLS. */
    public Certificate serverCertificate() throws IOException {
        return ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a socket", e);
        }
    }
}
