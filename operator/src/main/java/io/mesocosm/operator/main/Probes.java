package io.mesocosm.operator.main;

import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Answers Kubernetes' probes, /health and /ready, and who scrapes /metrics. */
final class Probes implements AutoCloseable {
    private static final int THREADS = 8;

    private final Server server;

    private Probes(Server server) {
        this.server = server;
    }

    /**
     * Listens; the suppliers give what is wrong, empty for nothing; metrics by what is accepted.
     */
    static Probes start(
            InetSocketAddress address,
            Supplier<String> health,
            Supplier<String> ready,
            Function<@Nullable String, Telemetry.Exposition> metrics)
            throws IOException {
        Server server = new Server(new QueuedThreadPool(THREADS, 1));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        server.addConnector(connector);
        server.setHandler(new Answers(health, ready, metrics));
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException(
                    "cannot listen on %s:%d (--health_ip, --health_port): %s"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
        return new Probes(server);
    }

    private static final class Answers extends Handler.Abstract.NonBlocking {
        private final Supplier<String> health;
        private final Supplier<String> ready;
        private final Function<@Nullable String, Telemetry.Exposition> metrics;

        Answers(
                Supplier<String> health,
                Supplier<String> ready,
                Function<@Nullable String, Telemetry.Exposition> metrics) {
            this.health = health;
            this.ready = ready;
            this.metrics = metrics;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            switch (Request.getPathInContext(request)) {
                case "/health" -> answer(response, callback, health.get());
                case "/ready" -> answer(response, callback, ready.get());
                case "/metrics" -> tell(request, response, callback);
                default ->
                        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
            return true;
        }

        private void tell(Request request, Response response, Callback callback) {
            Telemetry.Exposition told = metrics.apply(request.getHeaders().get(HttpHeader.ACCEPT));
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, told.contentType());
            response.write(
                    true, ByteBuffer.wrap(told.text().getBytes(StandardCharsets.UTF_8)), callback);
        }

        private static void answer(Response response, Callback callback, String wrong) {
            byte[] body = (wrong.isEmpty() ? "ok" : wrong).getBytes(StandardCharsets.UTF_8);
            response.setStatus(
                    wrong.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the probes' server does not stop", e);
        }
    }

    @Override
    public void close() {
        stop(server);
    }
}
