package io.mesocosm.marathon.server;

import io.mesocosm.http.Credentials;
import io.mesocosm.marathon.server.leadership.Front;
import io.mesocosm.marathon.server.leadership.Standing;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.marathon.server.rest.Metrics;
import io.mesocosm.telemetry.Showing;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Marathon: it answers at once, by the leader that it is or by the one that it stands by.
 */
public final class MarathonServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MarathonServer.class);
    private static final int FAREWELL_MILLIS = 500;
    static final String CERTIFICATE_REMAINING = "tls.certificate.remaining.gauge.seconds";

    private final Doors doors;
    private final Front front;
    private final Metrics metrics;
    private final Candidacy candidacy;
    private final Consumer<Ending> end;
    private final Showing showing;
    private Credentials.Following following = () -> {};

    private MarathonServer(ServerSettings settings, Surroundings surroundings, Doors doors) {
        Lead.Known known = doors.known();
        Standing standing = new Standing(known.url());
        TlsIdentity identity = surroundings.identity();
        this.metrics = new Metrics(surroundings.telemetry());
        if (identity != null) {
            metrics.gauge(
                    CERTIFICATE_REMAINING,
                    () -> Duration.between(Instant.now(), identity.expires()).toSeconds());
        }
        this.showing = surroundings.telemetry().shows(metrics::values);
        this.doors = doors;
        this.end = surroundings.end();
        this.front = new Front(standing, settings.proxy(), settings.access().admission(), identity);
        this.candidacy =
                new Candidacy(
                        surroundings.opening(),
                        standing,
                        new Lead.Circumstances(
                                settings,
                                known,
                                metrics,
                                surroundings.driver(),
                                surroundings.telemetry().tracing(),
                                surroundings.end(),
                                this::abdicate),
                        new Candidacy.Company(
                                () -> Rehearsal.play(settings, surroundings.rehearsed()),
                                surroundings.announce()));
    }

    /**
     * What a server has around it.
     *
     * @param opening the way to where it keeps its state
     * @param driver how it reaches Mesos
     * @param rehearsed a Mesos that is none, for a rehearsal
     * @param end told when the process must end
     * @param announce told the term when this Marathon has begun to lead
     * @param identity as which it serves over TLS and asks the leader; null for plain HTTP
     * @param telemetry told its metrics, deployments and launches
     */
    public record Surroundings(
            StateStore.Opening opening,
            Driver driver,
            Driver rehearsed,
            Consumer<Ending> end,
            LongConsumer announce,
            @Nullable TlsIdentity identity,
            Telemetry telemetry) {}

    /**
     * Binds, and stands for election as soon as the store can be reached.
     *
     * @throws IOException when a port cannot be bound
     */
    public static MarathonServer start(ServerSettings settings, Surroundings surroundings)
            throws IOException {
        Doors doors = Doors.bind(settings, surroundings.identity());
        MarathonServer server = new MarathonServer(settings, surroundings, doors);
        doors.serve(
                server.front.routes(),
                Map.of(
                        "/ping",
                        exchange -> exchange.text(200, "pong"),
                        "/ready",
                        server.front.readiness(),
                        "/metrics",
                        server.metrics));
        LOG.info("address={} url={} serving", settings.address(), doors.known().url());
        Credentials credentials = settings.access().credentials();
        if (credentials != null) {
            server.following = credentials.follow();
        }
        server.candidacy.start();
        return server;
    }

    /** The scheme, the name and the port by which the others know this Marathon. */
    public String url() {
        return doors.known().url();
    }

    /** The port that is bound for plain HTTP. */
    public int port() {
        return doors.known().http();
    }

    /** The port that is bound for TLS. */
    public int securePort() {
        return doors.known().https();
    }

    /** The plain port of probes; 0 where there is none. */
    public int probePort() {
        return doors.probePort();
    }

    /** Lets another Marathon lead, and ends a little later (spec §1.6). */
    private void abdicate() {
        CompletableFuture.delayedExecutor(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> end.accept(new Ending(Ending.DEPOSED, "leadership abdicated")));
        Thread.ofPlatform().name("abdication").daemon().start(candidacy::stepDown);
    }

    /**
     * Leads no more, so that another Marathon may at once, and stops serving; tasks go on, and the
     * framework stays registered.
     */
    @Override
    public void close() {
        showing.close();
        candidacy.close();
        doors.close();
        following.close();
        front.close();
    }
}
