package io.mesocosm.e2e.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server, and one-off requests to it, each on a connection of its own.
 *
 * @param access how it is reached over TLS; null for plain HTTP
 */
public record Endpoint(String host, int port, @Nullable Access access) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json", "Accept", "application/json");

    /** One over plain HTTP. */
    public Endpoint(String host, int port) {
        this(host, port, null);
    }

    /** The same server, reached so. */
    public Endpoint by(@Nullable Access other) {
        return new Endpoint(host, port, other);
    }

    /** Reads {@code host:port}. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Asks with any method, headers and body. */
    public Answer ask(String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        try (Connection connection = Connection.tcp(this, PATIENCE)) {
            connection.send(method, target, headers, body);
            return connection.receive();
        }
    }

    /** GETs a path that must answer. */
    public Answer get(String target) {
        try {
            return ask("GET", target, Map.of(), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + this + target, e);
        }
    }

    /** Sends a JSON text by POST. */
    public Answer post(String target, String json) {
        return json("POST", target, json);
    }

    /** Sends a JSON text by any method. */
    public Answer json(String method, String target, String json) {
        try {
            return ask(method, target, JSON, json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + this + target, e);
        }
    }

    /** Whether something answers this path with 200 now. */
    public boolean answers(String target) {
        try {
            return ask("GET", target, Map.of(), new byte[0]).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
