package io.mesocosm.marathon.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mesocosm.marathon.core.Claim;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.server.json.AppReader;
import io.mesocosm.marathon.server.json.JsonErrors;
import io.mesocosm.marathon.server.leadership.Tenure;
import io.mesocosm.marathon.server.loop.CoreLoop;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.marathon.server.persistence.Archive;
import io.mesocosm.marathon.server.rest.Metrics;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.telemetry.Tracing;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads once, over nothing and in nobody's sight, while this Marathon stands by: what a JVM does
 * slowly the first time, it then has done before a cluster waits for it.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final int LOOKS = 50;

    private Rehearsal() {}

    /** Leads and stops; what goes wrong is only told, for nothing depends on it. */
    static void play(ServerSettings settings, Driver mesos) {
        long begun = System.nanoTime();
        MemoryStore nothing = new MemoryStore();
        try (StateStore state = StateStore.embedded(nothing)) {
            Tenure tenure =
                    new Tenure(state.election().campaign("rehearsal").toCompletableFuture().get());
            Lead.Circumstances around =
                    new Lead.Circumstances(
                            settings,
                            new Lead.Known("http://rehearsal:8080", 8080, 8443),
                            new Metrics(Telemetry.quiet()),
                            mesos,
                            Tracing.OFF,
                            _ -> {},
                            () -> {});
            try (Lead lead = Lead.start(around, state, tenure)) {
                run(lead.loop());
            }
            new Archive(nothing, tenure).load();
            LOG.info("rehearsed in {} ms", (System.nanoTime() - begun) / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("the rehearsal has failed; this Marathon will need longer to lead", e);
        }
    }

    private static void run(CoreLoop loop)
            throws InterruptedException, ExecutionException, TimeoutException {
        PathId id = PathId.of("/rehearsal");
        AppDraft draft =
                AppReader.read(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("id", id.value())
                                .put("cmd", "true")
                                .put("instances", 2),
                        "",
                        new JsonErrors());
        Command create =
                new Command.CreateApp(draft, false, new Command.Caller("127.0.0.1", "/v2/apps"));
        loop.submit(create, Claim.NONE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        // Each look comes behind what has happened meanwhile.
        for (int look = 0; look < LOOKS; look++) {
            loop.read(view -> view.instances(id).size()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
