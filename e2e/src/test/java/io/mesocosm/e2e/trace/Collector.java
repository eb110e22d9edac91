package io.mesocosm.e2e.trace;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of OTLP over HTTP that keeps all spans it is sent, and nothing else. */
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<TracedSpan> spans = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    /** For processes on this machine. */
    static Collector start() {
        return at(InetAddress.getLoopbackAddress());
    }

    /** For whoever reaches this address of the machine. */
    public static Collector at(InetAddress address) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            Collector collector = new Collector(server);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
                            collector.spans.addAll(TracedSpan.ofRequest(body));
                        }
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where spans are to be sent. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    }

    /** The spans of a trace that have come so far. */
    public List<TracedSpan> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** Those of a name that have come so far, of whatever trace. */
    public List<TracedSpan> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
