package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;

/**
 * A component's second port, for whoever watches it and can prove nothing, as a kubelet: plain
 * HTTP, a few paths, GET and HEAD, and nothing else (design §6).
 */
public final class ProbeServer implements AutoCloseable {
    private static final int BODY_MAX = 1024;

    private final HttpServer server;

    private ProbeServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Binds the port; who connects waits for {@link #serve}.
     *
     * @param component for thread names and logs
     * @throws IOException when the address cannot be bound; the text names it
     */
    public static ProbeServer bind(String component, String ip, int port) throws IOException {
        return new ProbeServer(
                HttpServer.bind(
                        new HttpServerSettings(component + "-probes", ip, port)
                                .withBodyMax(BODY_MAX)));
    }

    /**
     * Starts to answer.
     *
     * @param probes by their exact paths
     */
    public void serve(Map<String, Endpoint> probes) {
        Map<String, Endpoint> known = Map.copyOf(requireNonNull(probes, "probes"));
        server.serve(Routes.forProcess("").only("/", exchange -> answer(known, exchange)).build());
    }

    private static void answer(Map<String, Endpoint> probes, Exchange exchange) throws IOException {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        Endpoint probe = reads ? probes.get(exchange.rawPath()) : null;
        if (probe == null) {
            throw HttpRefusal.of(404);
        }
        probe.answer(exchange);
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
