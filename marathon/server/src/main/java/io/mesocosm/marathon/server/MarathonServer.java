package io.mesocosm.marathon.server;

import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.marathon.core.MarathonCore;
import io.mesocosm.marathon.core.Stored;
import io.mesocosm.marathon.server.health.HttpProber;
import io.mesocosm.marathon.server.loop.CoreLoop;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.marathon.server.loop.Outside;
import io.mesocosm.marathon.server.persistence.Archive;
import io.mesocosm.marathon.server.rest.Api;
import io.mesocosm.marathon.server.rest.EventHub;
import io.mesocosm.marathon.server.rest.Identity;
import io.mesocosm.marathon.server.rest.Metrics;
import io.mesocosm.store.Store;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Marathon: the core's loop, its store, its way to Mesos and its REST API. */
public final class MarathonServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MarathonServer.class);

    private final HttpServer http;
    private final EventHub events;
    private final Driver driver;
    private final CoreLoop loop;
    private final HttpProber prober;

    private MarathonServer(
            HttpServer http, EventHub events, Driver driver, CoreLoop loop, HttpProber prober) {
        this.http = http;
        this.events = events;
        this.driver = driver;
        this.loop = loop;
        this.prober = prober;
    }

    /** Where a server keeps its state, how it reaches Mesos, and whom it tells that it must end. */
    public record Surroundings(Store store, Driver driver, Consumer<String> end) {}

    /**
     * Takes up the stored state, binds and subscribes.
     *
     * @throws IOException when the port cannot be bound
     */
    public static MarathonServer start(ServerSettings settings, Surroundings surroundings)
            throws IOException {
        Clock clock = Clock.systemUTC();
        Archive archive = new Archive(surroundings.store());
        Stored stored = archive.load();
        LOG.info(
                "apps={} instances={} deployments={} framework={} state loaded",
                stored.apps().size(),
                stored.instances().size(),
                stored.deployments().size(),
                stored.frameworkId());
        Metrics metrics = new Metrics();
        Driver driver = new CountingDriver(surroundings.driver(), metrics);
        EventHub events = new EventHub(clock, metrics);
        HttpProber prober = new HttpProber(settings.concurrentHealthChecks());
        MarathonCore core =
                new MarathonCore(
                        settings.core(), stored, new SecureRandom().nextLong(), clock.instant());
        CoreLoop loop =
                new CoreLoop(
                        core,
                        new Outside(
                                archive::write,
                                driver,
                                prober,
                                events::publish,
                                e -> surroundings.end().accept("the core has failed: " + e)),
                        clock);
        Identity identity =
                new Identity(
                        settings.hostname(),
                        settings.port(),
                        8443,
                        settings.shown(),
                        clock,
                        () ->
                                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                                        .execute(
                                                () ->
                                                        surroundings
                                                                .end()
                                                                .accept("leadership abdicated")));
        HttpServer http =
                HttpServer.start(
                        new HttpServerSettings("marathon", settings.address(), settings.port()),
                        new Api(loop, events, identity, metrics, settings.access()).routes());
        loop.start();
        driver.start(stored.frameworkId(), loop::happened);
        LOG.info("address={} port={} serving", settings.address(), http.port());
        return new MarathonServer(http, events, driver, loop, prober);
    }

    /** The port that is bound. */
    public int port() {
        return http.port();
    }

    /** Stops serving; tasks go on, and the framework stays registered. */
    @Override
    public void close() {
        http.close();
        events.close();
        driver.close();
        loop.close();
        prober.close();
    }
}
