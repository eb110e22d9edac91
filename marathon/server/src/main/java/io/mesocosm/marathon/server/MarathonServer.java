package io.mesocosm.marathon.server;

import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.marathon.server.leadership.Front;
import io.mesocosm.marathon.server.leadership.Standing;
import io.mesocosm.marathon.server.loop.Driver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Marathon: it answers at once, by the leader that it is or by the one that it stands by.
 */
public final class MarathonServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MarathonServer.class);
    private static final int FAREWELL_MILLIS = 500;

    private final HttpServer http;
    private final Front front;
    private final Candidacy candidacy;
    private final Consumer<Ending> end;

    private MarathonServer(ServerSettings settings, Surroundings surroundings, HttpServer http) {
        Standing standing = new Standing("http://" + authority(settings.hostname(), http.port()));
        this.http = http;
        this.end = surroundings.end();
        this.front = new Front(standing, settings.proxy());
        this.candidacy =
                new Candidacy(
                        surroundings.opening(),
                        standing,
                        new Lead.Circumstances(
                                settings,
                                http.port(),
                                surroundings.driver(),
                                surroundings.end(),
                                this::abdicate),
                        new Candidacy.Company(
                                () -> Rehearsal.play(settings, surroundings.rehearsed()),
                                surroundings.announce()));
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /**
     * What a server has around it.
     *
     * @param opening the way to where it keeps its state
     * @param driver how it reaches Mesos
     * @param rehearsed a Mesos that is none, for a rehearsal
     * @param end told when the process must end
     * @param announce told the term when this Marathon has begun to lead
     */
    public record Surroundings(
            StateStore.Opening opening,
            Driver driver,
            Driver rehearsed,
            Consumer<Ending> end,
            LongConsumer announce) {}

    /**
     * Binds, and stands for election as soon as the store can be reached.
     *
     * @throws IOException when the port cannot be bound
     */
    public static MarathonServer start(ServerSettings settings, Surroundings surroundings)
            throws IOException {
        HttpServer http =
                HttpServer.bind(
                        new HttpServerSettings("marathon", settings.address(), settings.port()));
        MarathonServer server = new MarathonServer(settings, surroundings, http);
        http.serve(server.front.routes());
        LOG.info("address={} port={} serving", settings.address(), http.port());
        server.candidacy.start();
        return server;
    }

    /** The port that is bound. */
    public int port() {
        return http.port();
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
        candidacy.close();
        http.close();
        front.close();
    }
}
