package io.mesocosm.marathon.server;

import io.mesocosm.http.Endpoint;
import io.mesocosm.marathon.core.MarathonCore;
import io.mesocosm.marathon.core.Stored;
import io.mesocosm.marathon.server.health.HttpProber;
import io.mesocosm.marathon.server.leadership.Deposed;
import io.mesocosm.marathon.server.leadership.Tenure;
import io.mesocosm.marathon.server.loop.CoreLoop;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.marathon.server.loop.Outside;
import io.mesocosm.marathon.server.persistence.Archive;
import io.mesocosm.marathon.server.rest.Api;
import io.mesocosm.marathon.server.rest.EventHub;
import io.mesocosm.marathon.server.rest.Identity;
import io.mesocosm.marathon.server.rest.Metrics;
import io.mesocosm.marathon.server.trace.DeploymentTraces;
import io.mesocosm.telemetry.Tracing;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Marathon that leads: the core's loop, its store, its way to Mesos and its REST API. */
final class Lead implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lead.class);

    /** A master that hangs must not keep another Marathon from leading. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Parts parts;
    private final String found;

    private Lead(Parts parts, String found) {
        this.parts = parts;
        this.found = found;
    }

    private record Parts(
            Api api,
            EventHub events,
            DeploymentTraces traces,
            Driver driver,
            CoreLoop loop,
            HttpProber prober,
            Metrics metrics) {}

    /** What a leader has around it; whom it tells that it must end, and that it is to resign. */
    record Circumstances(
            ServerSettings settings,
            Known known,
            Metrics metrics,
            Driver driver,
            Tracing tracing,
            Consumer<Ending> end,
            Runnable abdicate) {}

    /**
     * Where this Marathon is to be found.
     *
     * @param url the scheme, its name and the port by which the others know it
     */
    record Known(String url, int http, int https) {}

    /**
     * Takes up the stored state and subscribes.
     *
     * @throws RuntimeException when the state cannot be read
     */
    static Lead start(Circumstances around, StateStore state, Tenure tenure) {
        ServerSettings settings = around.settings();
        Clock clock = Clock.systemUTC();
        Archive archive = new Archive(state.store(), tenure);
        Stored stored = archive.load();
        Metrics metrics = around.metrics();
        DeploymentTraces traces = new DeploymentTraces(around.tracing());
        Driver driver = traces.over(new CountingDriver(around.driver(), metrics));
        EventHub events = new EventHub(clock, metrics);
        HttpProber prober = new HttpProber(settings.concurrentHealthChecks());
        MarathonCore core =
                new MarathonCore(
                        settings.core(),
                        stored,
                        state.shelf(),
                        new SecureRandom().nextLong(),
                        clock.instant());
        CoreLoop loop =
                new CoreLoop(
                        core,
                        new Outside(
                                archive::write,
                                driver,
                                prober,
                                (event, at) -> {
                                    traces.told(event);
                                    events.publish(event, at);
                                },
                                tenure::awaitCertainty,
                                e -> around.end().accept(ending(e))),
                        clock);
        Identity identity =
                new Identity(
                        around.known().url(),
                        around.known().http(),
                        around.known().https(),
                        settings.shown(),
                        clock,
                        around.abdicate());
        Api api = new Api(loop, events, identity, metrics, settings.access());
        loop.start();
        metrics.leads(api);
        driver.start(stored.frameworkId(), loop::happened, tenure::isCertain);
        return new Lead(
                new Parts(api, events, traces, driver, loop, prober, metrics), summary(stored));
    }

    private static Ending ending(Throwable e) {
        return new Ending(
                Ending.DEPOSED,
                e instanceof Deposed deposed
                        ? String.valueOf(deposed.getMessage())
                        : "the core has failed: " + e);
    }

    private static String summary(Stored stored) {
        return "apps=%d instances=%d deployments=%d framework=%s"
                .formatted(
                        stored.apps().size(),
                        stored.instances().size(),
                        stored.deployments().size(),
                        stored.frameworkId());
    }

    CoreLoop loop() {
        return parts.loop;
    }

    /** What answers requests. */
    Endpoint api() {
        return parts.traces.around(parts.api);
    }

    /** What state it was that it took up, in a line. */
    String found() {
        return found;
    }

    /**
     * Stops in order, while this Marathon still leads: what was asked is answered, what was called
     * is sent. Tasks go on, and the framework stays registered.
     */
    @Override
    public void close() {
        parts.metrics.leadsNoMore();
        parts.loop.close();
        Thread farewell = Thread.ofPlatform().name("farewell").daemon().start(parts.driver::close);
        try {
            if (!farewell.join(FAREWELL)) {
                LOG.warn("the master does not take the last calls; going without");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.events.close();
        parts.prober.close();
    }
}
