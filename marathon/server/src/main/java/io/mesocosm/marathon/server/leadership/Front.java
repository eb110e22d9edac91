package io.mesocosm.marathon.server.leadership;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.ReverseProxy;
import io.mesocosm.http.Routes;
import io.mesocosm.marathon.server.admission.Admission;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request: has the leader answer it, be it this Marathon or another (spec §1.8). Only
 * {@code /ready} is this Marathon's own, whoever leads.
 */
public final class Front implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Cache-Control", "no-cache, no-store, must-revalidate",
                    "Pragma", "no-cache",
                    "Expires", "0");

    /** How long a leader is waited for: Marathon looks ten times, each 250 ms. */
    private static final Duration TRANSITION = Duration.ofMillis(10 * 250);

    private final Standing standing;
    private final ReverseProxy proxy;
    private final Duration patience;
    private final Semaphore connections;
    private final String via;
    private final Admission admission;

    /**
     * @param admission who may have requests passed on
     * @param identity as which the leader is asked over TLS; null where it is reached over HTTP
     */
    public Front(
            Standing standing,
            ProxySettings settings,
            Admission admission,
            @Nullable TlsIdentity identity) {
        this.standing = requireNonNull(standing, "standing");
        this.patience = settings.connectTimeout();
        this.connections = new Semaphore(settings.connections());
        this.proxy =
                new ReverseProxy(
                        new ReverseProxy.Manner(
                                        settings.connectTimeout(),
                                        Optional.of(settings.readTimeout()),
                                        Front::refusal)
                                .with(identity == null ? null : context(settings, identity)));
        this.via = "1.1 " + URI.create(standing.self()).getAuthority();
        this.admission = requireNonNull(admission, "admission");
    }

    private static SSLContext context(ProxySettings settings, TlsIdentity identity) {
        if (!settings.anyHost()) {
            return identity.context();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {identity.keys()},
                    new TrustManager[] {identity.trustOf(Groups.MARATHONS)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** The routes of a server of its own. */
    public Routes routes() {
        return Routes.forProcess("")
                .lenient()
                .only("/", this::answer)
                .only("/ready", this::ready)
                .build();
    }

    /** Whether this Marathon leads or stands by. */
    public Endpoint readiness() {
        return this::ready;
    }

    private void ready(Exchange exchange) throws IOException {
        HEADERS.forEach(exchange::setHeader);
        Optional<String> obstacle = standing.obstacle();
        exchange.text(obstacle.isEmpty() ? 200 : 503, obstacle.orElse("ready"));
    }

    private void answer(Exchange exchange) throws IOException {
        Endpoint answering = responsible();
        try {
            answering.answer(exchange);
        } catch (HttpRefusal refusal) {
            HEADERS.forEach(exchange::setHeader);
            throw refusal;
        }
    }

    private Endpoint responsible() throws IOException {
        try {
            return switch (standing.responder(TRANSITION)) {
                case Standing.Responder.Self(Endpoint api) -> api;
                case Standing.Responder.Other(String address) ->
                        letIn(exchange -> pass(exchange, address));
                case Standing.Responder.Nobody _ ->
                        _ -> {
                            throw HttpRefusal.of(502, "Could not determine the current leader");
                        };
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        }
    }

    /** The leader would take a request for this Marathon's own, by its certificate. */
    private Endpoint letIn(Endpoint passing) {
        Endpoint guarded = admission.guard(passing);
        return exchange ->
                (exchange.method().equals("OPTIONS") ? passing : guarded).answer(exchange);
    }

    private void pass(Exchange exchange, String leader) throws IOException {
        String before = exchange.header("Via");
        if (before != null && List.of(before.split("\\s*,\\s*", -1)).contains(via)) {
            LOG.error("path={} via={} comes back to where it was", exchange.rawPath(), before);
            throw HttpRefusal.of(502, "Detected proxying loop.");
        }
        URI target = ReverseProxy.target(leader, exchange);
        if (exchange.rest().equals(List.of("v2", "events"))) {
            HEADERS.forEach(exchange::setHeader);
            exchange.redirect(302, target.toString());
            return;
        }
        exchange.setHeader("Via", via);
        within(
                () ->
                        proxy.pass(
                                exchange,
                                target,
                                Map.of(
                                        "Via",
                                        joined(before, via),
                                        "X-Forwarded-For",
                                        forwardedFor(exchange),
                                        Admission.CLIENT,
                                        admission.client(exchange))));
    }

    private interface Passing {
        void run() throws IOException;
    }

    private void within(Passing passing) throws IOException {
        try {
            if (!connections.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HttpRefusal.of(
                        503, "Too many requests wait for the leader; ask again, or ask it itself.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        }
        try {
            passing.run();
        } finally {
            connections.release();
        }
    }

    private static String forwardedFor(Exchange exchange) {
        String peer = exchange.peer();
        int colon = peer.lastIndexOf(':');
        return joined(
                exchange.header("X-Forwarded-For"), colon < 0 ? peer : peer.substring(0, colon));
    }

    private static String joined(@Nullable String before, String last) {
        return before == null || before.isBlank() ? last : before + ", " + last;
    }

    private static HttpRefusal refusal(URI target, IOException e) {
        LOG.debug("target={} the leader gives no answer: {}", target, e.toString());
        return switch (e) {
            case HttpTimeoutException _ -> HttpRefusal.of(504, "Connection to leader timed out.");
            case ConnectException _ -> HttpRefusal.of(502, "Connection to leader refused.");
            default ->
                    HttpRefusal.of(
                            502, "Failed to successfully establish a connection to the leader.");
        };
    }

    @Override
    public void close() {
        proxy.close();
    }
}
