package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Termination.MemoryLimitation;
import io.mesocosm.containerizer.linux.Container.Phase;
import io.mesocosm.containerizer.supervisor.ExitRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends containers: kills, reads how they ended, and releases what they held. */
final class Ending {
    private static final Logger log = LoggerFactory.getLogger(Ending.class);
    private static final int SIGKILL = 9;
    private static final long PATIENCE_MILLIS = 2_000;

    private final Toolbox tools;
    private final Registry registry;
    private final Executor executor;

    Ending(Toolbox tools, Registry registry, Executor executor) {
        this.tools = tools;
        this.registry = registry;
        this.executor = executor;
    }

    /** Sees a running container to its end, whatever brings it about. */
    void watch(Container container) {
        CompletableFuture<Void> _ =
                container.supervisorGone.thenRunAsync(() -> finishAnyhow(container), executor);
    }

    /** Kills a running container and those nested in it; returns when its supervisor has gone. */
    void kill(Container container) {
        if (!container.beginKill()) {
            return;
        }
        registry.nested(container.id()).forEach(this::destroyNested);
        if (container.record().holder()) {
            container.supervisorGone.complete(null);
            return;
        }
        while (!isGone(container)) {
            killProcesses(container);
            awaitGone(container);
        }
    }

    private void destroyNested(Container nested) {
        nested.unwanted.complete(null);
        if (nested.phase() == Phase.RUNNING) {
            executor.execute(() -> kill(nested));
        }
    }

    private static boolean isGone(Container container) {
        return container.supervisorGone.isDone();
    }

    private static void awaitGone(Container container) {
        try {
            container.supervisorGone.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("container={} is still there after SIGKILL; killing again", container.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private void killProcesses(Container container) {
        tools.cgroups().kill(container.id(), pids -> tools.supervisors().signal(SIGKILL, pids));
        if (tools.cgroups().features().isEmpty()) {
            try {
                tools.supervisors().signal(SIGKILL, tools.processes(container));
            } catch (IOException e) {
                log.warn("container={} cannot be killed: {}", container.id(), e.getMessage());
            }
        }
    }

    /**
     * Whoever waits for the end is told of one, even if a fault of ours keeps the truth from him.
     */
    private void finishAnyhow(Container container) {
        try {
            finish(container);
        } catch (RuntimeException e) {
            log.error("container={} could not be ended in order", container.id(), e);
            container.ended(Termination.unknown());
        }
    }

    /**
     * After the supervisor: its record tells how the container ended; without one all of it is
     * killed.
     */
    private void finish(Container container) {
        registry.nested(container.id()).forEach(this::destroyNested);
        registry.nested(container.id())
                .forEach(nested -> nested.ended.exceptionally(e -> Termination.unknown()).join());
        Termination termination = conclude(container);
        release(container);
        log.info(
                "container={} ended status={} oom={}",
                container.id(),
                termination.waitStatus(),
                termination.memory().isPresent());
        container.ended(termination);
    }

    private Termination conclude(Container container) {
        try {
            Optional<EndRecord> earlier = EndRecord.read(container.directory());
            if (earlier.isPresent()) {
                return earlier.get().termination();
            }
            Termination termination = termination(container);
            EndRecord.write(container.directory(), termination);
            return termination;
        } catch (IOException e) {
            log.warn("container={} has no readable end: {}", container.id(), e.getMessage());
            return Termination.unknown();
        }
    }

    private Termination termination(Container container) throws IOException {
        if (container.record().holder()) {
            return Termination.unknown();
        }
        Optional<ExitRecord> record = ExitRecord.read(container.directory());
        if (record.isEmpty()) {
            log.warn("container={} lost its supervisor; destroying it", container.id());
            return Termination.unknown();
        }
        return new Termination(
                OptionalInt.of(record.get().waitStatus()),
                record.get().oomKills() > 0 ? memory(container.id()) : Optional.empty());
    }

    private Optional<MemoryLimitation> memory(ContainerId id) {
        return tools.cgroups()
                .memoryPeak(id)
                .map(peak -> new MemoryLimitation(peak.limitBytes(), peak.maxUsedBytes()));
    }

    /** Releases everything but the record; each part also when another fails. */
    void release(Container container) {
        ContainerId id = container.id();
        attempt(id, () -> killRest(container));
        attempt(id, () -> tools.cgroups().remove(id));
        attempt(id, () -> tools.images().unmount(container.directory()));
        if (container.record().ownNetwork()) {
            attempt(id, () -> tools.networks().detach(id, container.directory()));
        }
    }

    private void killRest(Container container) throws IOException {
        Set<Long> left = tools.processes(container);
        if (!left.isEmpty()) {
            killProcesses(container);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(ContainerId id, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            log.warn("container={} left something behind: {}", id, e.getMessage());
        }
    }

    /** After a failed launch: nothing is left, and the id is unknown again. */
    void discard(Container container) {
        if (!container.record().holder() && hasStarted(container)) {
            awaitGone(container);
        }
        release(container);
        forget(container);
        container.ended(Termination.unknown());
    }

    private static boolean hasStarted(Container container) {
        return container.directory().resolve("started").toFile().exists();
    }

    /** Deletes the record of an ended container. */
    void forget(Container container) {
        attempt(container.id(), () -> Trees.delete(container.directory()));
        registry.forget(container);
    }

    /** Ends what is found at recovery without a supervisor, on the caller's thread. */
    Termination finishRecovered(Container container) {
        Termination termination = conclude(container);
        release(container);
        container.ended(termination);
        return termination;
    }

    /** Destroys groups that no record explains. */
    void clear(ContainerId id) {
        attempt(
                id,
                () -> {
                    tools.cgroups().kill(id, pids -> tools.supervisors().signal(SIGKILL, pids));
                    tools.cgroups().remove(id);
                });
    }
}
