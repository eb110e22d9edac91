package io.mesocosm.agent.server.check;

import io.mesocosm.containerizer.Connection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One GET whose status alone matters, as Mesos's checks send it; over TLS without looking at the
 * certificate.
 */
record HttpProbe(boolean tls, int port, String path) {
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3}).*");
    private static final int LINE_MAX = 8192;

    int ask(Connection connection) throws IOException {
        byte[] request =
                ("GET "
                                + (path.startsWith("/") ? path : "/" + path)
                                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                                + port
                                + "\r\nUser-Agent: mesocosm-check\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        if (tls) {
            return status(new TlsExchange(connection).ask(request));
        }
        connection.output().write(request);
        connection.output().flush();
        return status(firstLine(connection.input()));
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > LINE_MAX) {
                throw new EOFException("the connection ended before an HTTP status line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static int status(String line) throws IOException {
        Matcher status = STATUS.matcher(line.strip());
        if (!status.matches()) {
            throw new IOException("no HTTP answer: " + line.strip());
        }
        return Integer.parseInt(status.group(1));
    }
}
