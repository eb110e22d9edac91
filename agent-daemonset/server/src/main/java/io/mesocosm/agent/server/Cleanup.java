package io.mesocosm.agent.server;

import io.mesocosm.agent.server.checkpoint.CheckpointLog;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.RecoveredContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --recover=cleanup}: ends all that an earlier agent left running and forgets its id (spec
 * section 10).
 */
public final class Cleanup {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private Cleanup() {}

    public static void run(AgentSettings settings, Containerizer containerizer) throws IOException {
        try (AgentFolder _ = AgentFolder.lock(settings.metaDir());
                containerizer) {
            List<ContainerId> found =
                    containerizer.recover().stream().map(RecoveredContainer::id).toList();
            List<ContainerId> outermost = found.stream().filter(id -> id.parent() == null).toList();
            LOG.info("cleanup containers={}", outermost.size());
            CompletableFuture<?>[] ends =
                    outermost.stream()
                            .map(id -> containerizer.destroy(id).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new);
            await(CompletableFuture.allOf(ends));
            outermost.forEach(containerizer::remove);
            CheckpointLog.delete(settings.metaDir());
        }
    }

    private static void await(CompletableFuture<?> all) throws IOException {
        try {
            all.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("a container could not be destroyed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "containers were not gone after " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while containers were being destroyed", e);
        }
    }
}
