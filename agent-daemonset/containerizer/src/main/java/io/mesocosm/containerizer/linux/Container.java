package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.Termination;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One known container. Its futures are completed once; its phase is changed by the one thread that
 * works on it at a time (launch, then ending), and read by any.
 */
final class Container {
    /** How far a container has come. */
    enum Phase {
        STARTING,
        RUNNING,
        ENDED
    }

    private final ContainerId id;
    private final Path directory;
    private final ContainerRecord record;

    /** Completed when somebody wants it gone, so that a launch under way stops waiting. */
    final CompletableFuture<Void> unwanted = new CompletableFuture<>();

    /** Completed when its supervisor has gone; for a holder, when it is to end. */
    final CompletableFuture<Void> supervisorGone = new CompletableFuture<>();

    /** Completed when all it held is released. */
    final CompletableFuture<Termination> ended = new CompletableFuture<>();

    private final AtomicBoolean killing = new AtomicBoolean();
    private volatile Phase phase = Phase.STARTING;
    private volatile Optional<ContainerStatus> status = Optional.empty();

    Container(ContainerId id, Path directory, ContainerRecord record) {
        this.id = id;
        this.directory = directory;
        this.record = record;
    }

    ContainerId id() {
        return id;
    }

    Path directory() {
        return directory;
    }

    ContainerRecord record() {
        return record;
    }

    Phase phase() {
        return phase;
    }

    Optional<ContainerStatus> status() {
        return status;
    }

    void running(ContainerStatus where) {
        status = Optional.of(where);
        phase = Phase.RUNNING;
    }

    void ended(Termination termination) {
        status = Optional.empty();
        phase = Phase.ENDED;
        ended.complete(termination);
    }

    /** True for the first of those who want to kill it. */
    boolean beginKill() {
        return killing.compareAndSet(false, true);
    }
}
