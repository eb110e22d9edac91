package io.mesocosm.operator.main;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers Kubernetes' probes: /health and /ready. */
final class Probes implements AutoCloseable {
    private final HttpServer server;

    private Probes(HttpServer server) {
        this.server = server;
    }

    /** Listens; the suppliers give what is wrong, empty for nothing. */
    static Probes start(InetSocketAddress address, Supplier<String> health, Supplier<String> ready)
            throws IOException {
        HttpServer server = listen(address);
        server.createContext("/health", exchange -> answer(exchange, health.get()));
        server.createContext("/ready", exchange -> answer(exchange, ready.get()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new Probes(server);
    }

    private static HttpServer listen(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s:%d (--health_ip, --health_port): %s"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
    }

    private static void answer(HttpExchange exchange, String wrong) throws IOException {
        byte[] body = (wrong.isEmpty() ? "ok" : wrong).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(wrong.isEmpty() ? 200 : 503, body.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
