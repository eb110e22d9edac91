package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A running HTTP server of one component. */
public final class HttpServer implements AutoCloseable {
    private static final int HEADER_MAX = 64 * 1024;

    private final HttpServerSettings settings;
    private final Server server;
    private final ServerConnector connector;

    private HttpServer(HttpServerSettings settings, Server server, ServerConnector connector) {
        this.settings = settings;
        this.server = server;
        this.connector = connector;
    }

    /**
     * Binds and starts to answer.
     *
     * @throws IOException when the address cannot be bound; the text names it
     */
    public static HttpServer start(HttpServerSettings settings, Routes routes) throws IOException {
        HttpServer server = bind(settings);
        server.serve(routes);
        return server;
    }

    /**
     * Binds the address, so that {@link #port()} is known; what connects waits for {@link #serve}.
     *
     * @throws IOException when the address cannot be bound; the text names it
     */
    public static HttpServer bind(HttpServerSettings settings) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(16, 4);
        threads.setName("http-" + settings.name());
        threads.setDaemon(true);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(settings.tls()));
        connector.setHost(settings.ip());
        connector.setPort(settings.port());
        connector.setIdleTimeout(0);
        connector.setReuseAddress(true);
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        server.setErrorHandler(new PlainErrors());
        try {
            connector.open();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s:%d: %s"
                            .formatted(settings.ip(), settings.port(), reason(e)),
                    e);
        }
        return new HttpServer(settings, server, connector);
    }

    /** Starts to answer, by these routes. */
    public void serve(Routes routes) {
        requireNonNull(routes, "routes");
        server.setHandler(
                new RoutingHandler(routes, settings, Executors.newVirtualThreadPerTaskExecutor()));
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    private static ConnectionFactory[] protocols(@Nullable SSLContext tls) {
        HttpConfiguration configuration = configuration();
        HttpConnectionFactory http = ForgivingConnection.factory(configuration);
        if (tls == null) {
            return new ConnectionFactory[] {http};
        }
        // Whom a client asks for is the business of its own check of our certificate.
        SecureRequestCustomizer customizer = new SecureRequestCustomizer();
        customizer.setSniHostCheck(false);
        configuration.addCustomizer(customizer);
        SslContextFactory.Server identity = new SslContextFactory.Server();
        identity.setSslContext(tls);
        identity.setWantClientAuth(true);
        // What is not TLS is answered too, to say so: the handler takes no other request of it.
        return new ConnectionFactory[] {
            new DetectorConnectionFactory(new SslConnectionFactory(identity, http.getProtocol())),
            http
        };
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(HEADER_MAX);
        configuration.setIdleTimeout(0);
        // Else Application/JSON would be read as application/json, which Mesos tells apart.
        configuration.setHeaderCacheCaseSensitive(true);
        // Paths are judged by RequestPath: what it does not take is 404, never Jetty's 400.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setHttpCompliance(
                HttpCompliance.RFC7230_LEGACY.with(
                        "MESOS", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        return configuration;
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** The port that is bound. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Stops listening and cuts what is still open. */
    @Override
    public void close() {
        try {
            connector.close();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
