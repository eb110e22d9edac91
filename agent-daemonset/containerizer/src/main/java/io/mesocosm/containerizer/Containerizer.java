package io.mesocosm.containerizer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Runs containers on this machine so that they outlive the agent that asked for them.
 *
 * <p>Safe for use by any thread. "Does not block" means that the call returns in microseconds and
 * the work happens on threads of the containerizer; stages complete on those threads, so a caller
 * that owns state hands results over to its own thread and must not block in a stage. A container
 * is known from the start of its launch until {@link #remove}; calls that name an unknown one say
 * so in their result or throw {@link ContainerizerException}.
 */
public interface Containerizer extends AutoCloseable {

    /** What this machine can give. Does not block. */
    Capabilities capabilities();

    /**
     * Finds every container that an earlier agent left: those that run are watched again, leftovers
     * of the others (processes, cgroups, mounts, networks) and of launches that never finished are
     * removed. Blocking; called once, before any other call but {@link #capabilities}.
     *
     * <p>Ended and lost containers stay known until {@link #remove}.
     */
    List<RecoveredContainer> recover();

    /**
     * Starts a container. Does not block. The stage completes normally in every case; after a
     * failure the id is unknown again. A parent must be running.
     */
    CompletionStage<LaunchResult> launch(ContainerConfig config);

    /**
     * Changes limits; the empty ones keep what they are. Blocks for about a millisecond.
     *
     * @return a text when the machine refuses, empty when done
     */
    Optional<String> update(ContainerId id, Limits limits);

    /**
     * Sends a signal to every process of the container and of those nested in it. Blocks for about
     * a millisecond.
     *
     * @return false when no process got it (unknown, or ended)
     */
    boolean signal(ContainerId id, int signal);

    /**
     * Kills the container and those nested in it, and releases all they held. Does not block;
     * idempotent; also ends a launch under way. Completes like {@link #awaitExit}.
     */
    CompletionStage<Termination> destroy(ContainerId id);

    /**
     * Completes once the container has ended and all it held is released: its main process ended
     * (what it left running is killed), or it was destroyed. Does not block. A nested container
     * ends no later than its parent. Completes exceptionally for an unknown id.
     */
    CompletionStage<Termination> awaitExit(ContainerId id);

    /**
     * Forgets an ended container and deletes its record, after the caller has noted the end
     * durably. Blocks for a file deletion; does nothing when unknown; throws {@link
     * IllegalStateException} when it still runs. Nested containers are forgotten with it. The
     * sandbox is left alone.
     */
    void remove(ContainerId id);

    /** The known containers, ended ones included. Does not block. */
    List<ContainerId> containers();

    /**
     * Where a running container is found; empty when unknown, starting or ended. Does not block.
     */
    Optional<ContainerStatus> status(ContainerId id);

    /**
     * What a running container uses; empty when unknown or ended. Blocks for about a millisecond.
     */
    Optional<Usage> usage(ContainerId id);

    /** Runs a further command inside a running container, under its limits. Does not block. */
    Exec exec(ContainerId id, ExecConfig config);

    /**
     * Connects to 127.0.0.1 (else ::1) at a port inside the container's network, for health checks.
     * Blocks until connected.
     *
     * @throws IOException when refused or timed out
     */
    Connection connect(ContainerId id, int port, Duration timeout) throws IOException;

    /**
     * Stops watching; containers go on. When none is known any more, also removes what all of them
     * shared: the root cgroups and the bridge. Blocking.
     */
    @Override
    void close();
}
