package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and what it lets through.
 *
 * @param name the component, for thread names and logs
 * @param ip the address to bind
 * @param port the port to bind, 0 for any free one
 * @param bodyMax the largest request body in bytes; larger ones are answered 413
 * @param tls whose certificate is shown, and whose clients' certificates are trusted; null for
 *     plain HTTP
 */
public record HttpServerSettings(
        String name, String ip, int port, int bodyMax, @Nullable SSLContext tls) {
    public static final int DEFAULT_BODY_MAX = 64 * 1024 * 1024;

    public HttpServerSettings {
        requireNonNull(name, "name");
        requireNonNull(ip, "ip");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("no port: " + port);
        }
        if (bodyMax < 1) {
            throw new IllegalArgumentException("bodyMax must be positive, not " + bodyMax);
        }
    }

    public HttpServerSettings(String name, String ip, int port) {
        this(name, ip, port, DEFAULT_BODY_MAX, null);
    }

    /** The same over TLS, or over plain HTTP for null. */
    public HttpServerSettings with(@Nullable SSLContext identity) {
        return new HttpServerSettings(name, ip, port, bodyMax, identity);
    }

    /** The same with another limit on bodies. */
    public HttpServerSettings withBodyMax(int bytes) {
        return new HttpServerSettings(name, ip, port, bytes, tls);
    }
}
