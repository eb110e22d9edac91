package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Connections into containers' networks: through a process that enters them, or straight for the
 * host's.
 */
final class Relay {
    private Relay() {}

    private record Direct(Socket socket, InputStream input, OutputStream output)
            implements Connection {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record Entered(Process process, InputStream input, OutputStream output)
            implements Connection {
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    static Connection connect(
            Toolbox tools, ContainerId root, Path directory, int port, Duration timeout)
            throws IOException {
        Path namespace = tools.networks().namespace(root);
        return Files.exists(directory) && Files.exists(namespace)
                ? entered(tools, namespace, port, timeout)
                : direct(port, timeout);
    }

    private static Connection direct(int port, Duration timeout) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            return dial("127.0.0.1", port, millis);
        } catch (ConnectException e) {
            return dial("::1", port, millis);
        }
    }

    private static Connection dial(String host, int port, int millis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
            return new Direct(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Connection entered(Toolbox tools, Path namespace, int port, Duration timeout)
            throws IOException {
        Process process =
                new ProcessBuilder(
                                tools.program().toString(),
                                "connect",
                                namespace.toString(),
                                Integer.toString(port),
                                Long.toString(timeout.toMillis()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        InputStream input = process.getInputStream();
        String verdict = firstLine(input);
        if (!verdict.equals("ok")) {
            process.destroyForcibly();
            throw new ConnectException(verdict);
        }
        return new Entered(process, input, process.getOutputStream());
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
