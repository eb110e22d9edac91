package io.mesocosm.agent.server.container;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor API as a domain socket (MESOS_DOMAIN_SOCKET): one socket, present in each custom
 * executor's sandbox under a second name, whose connections lead to the executor API's own
 * listener. Any thread.
 */
public final class ExecutorSocket implements AutoCloseable {
    /** Its name in a sandbox. */
    public static final String NAME = "executor.sock";

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorSocket.class);

    /** The longest path that a socket address takes. */
    private static final int PATH_MAX = 107;

    private final Path path;
    private final ServerSocketChannel server;
    private final InetAddress target;
    private final int port;

    private ExecutorSocket(Path path, ServerSocketChannel server, InetAddress target, int port) {
        this.path = path;
        this.server = server;
        this.target = target;
        this.port = port;
    }

    /** Listens in the runtime folder and leads connections to the executor API at this address. */
    public static ExecutorSocket open(Path runtimeDir, InetAddress target, int port)
            throws IOException {
        Path path = runtimeDir.toAbsolutePath().resolve(NAME);
        if (path.toString().length() > PATH_MAX) {
            throw new IOException("--runtime_dir is too long for a domain socket in it: " + path);
        }
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        ExecutorSocket socket = new ExecutorSocket(path, server, target, port);
        Thread.ofVirtual().name("executor-socket").start(socket::accept);
        return socket;
    }

    /**
     * Makes the socket appear in the sandbox; returns the path that a program of the host connects
     * to.
     */
    public Path appearIn(Path sandbox) throws IOException {
        Path name = sandbox.resolve(NAME);
        Files.deleteIfExists(name);
        try {
            Files.createLink(name, path);
        } catch (IOException e) {
            // Another file system: a link leads there for programs of the host.
            Files.createSymbolicLink(name, path);
        }
        boolean fits = name.toString().length() <= PATH_MAX && !Files.isSymbolicLink(name);
        return fits && Files.exists(name, LinkOption.NOFOLLOW_LINKS) ? name : path;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.ofVirtual().name("executor-socket").start(() -> lead(client));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("socket={} cannot accept: {}", path, e.getMessage());
                }
            }
        }
    }

    private void lead(SocketChannel client) {
        try (client;
                Socket api = new Socket(target, port)) {
            api.setTcpNoDelay(true);
            Thread back =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            pump(
                                                    api.getInputStream(),
                                                    Channels.newOutputStream(client));
                                            client.shutdownOutput();
                                        } catch (IOException e) {
                                            LOG.debug(
                                                    "executor connection ended: {}",
                                                    e.getMessage());
                                        }
                                        closeQuietly(client);
                                    });
            pump(Channels.newInputStream(client), api.getOutputStream());
            api.shutdownOutput();
            back.join();
        } catch (IOException e) {
            LOG.debug("executor connection ended: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 14];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
