package io.mesocosm.containerizer.cgroup;

import io.mesocosm.containerizer.Capabilities;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.Usage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cgroups of all containers: {@code <root>/<id>} has limits and no process, {@code
 * <root>/<id>/leaf} its processes, {@code <root>/<id>/mesos/<child>} a nested container. Calls
 * block for kernel time only; safe for use by any thread as long as no two work on one container.
 */
public interface Cgroups {

    /** The kinds of limits that this machine can give. */
    Set<Capabilities.Feature> features();

    /** One sentence for each kind it cannot give. */
    List<String> missing();

    /** Makes the groups that stand above all containers, and fails with a text fit for start-up. */
    void prepare() throws IOException;

    /**
     * Limits all containers together to their part of the node, by the weight that the kubelet's
     * pods have now; returns what was set, in words.
     */
    String share(NodeShare share) throws IOException;

    /** Makes the groups of a container; those of its parent must exist. */
    void create(ContainerId id) throws IOException;

    /** Sets the limits that are present; a refusal names the file. */
    void apply(ContainerId id, Limits limits) throws IOException;

    /** Where the supervisor finds the container's groups. */
    Placement placement(ContainerId id);

    /**
     * Files by which a process that writes 0 to them leaves every container's and the agent's
     * groups for those of the supervisors.
     */
    List<String> supervisors();

    /** All processes of the container and of those nested in it. */
    Set<Long> processes(ContainerId id);

    /**
     * Kills every process of the container and of those nested in it, none of which can escape by
     * forking.
     */
    void kill(ContainerId id, Killer killer);

    /**
     * Whether the container stands still in the midst of a {@link #kill}: whoever began it died
     * before it was done.
     */
    boolean isHalfKilled(ContainerId id);

    /**
     * Removes the container's groups with those nested in it; waits a little for dying processes.
     */
    void remove(ContainerId id) throws IOException;

    /** Memory of the container at this moment, for the report of an exceeded limit. */
    Optional<MemoryPeak> memoryPeak(ContainerId id);

    /** What it uses; fields that cannot be measured are empty. */
    Usage usage(ContainerId id);

    /** The outermost containers that have groups. */
    Collection<ContainerId> existing();

    /**
     * Removes the groups that {@link #prepare} made, once no container and no supervisor is left.
     */
    void vacate() throws IOException;

    /** Sends SIGKILL to processes. */
    @FunctionalInterface
    interface Killer {
        void kill(Collection<Long> pids);
    }

    /** The memory limit that binds the container, and the most used under it. */
    record MemoryPeak(long limitBytes, long maxUsedBytes) {}

    /**
     * Groups of one container for its supervisor.
     *
     * @param tasks files that a process of one thread joins them by (v1)
     * @param directory to be cloned into (v2)
     * @param freezers freezer directories that hold its processes (v1)
     * @param oom the file that counts the kernel's kills for want of memory
     */
    record Placement(
            List<String> tasks,
            Optional<String> directory,
            List<String> freezers,
            Optional<String> oom) {
        static final Placement NONE =
                new Placement(List.of(), Optional.empty(), List.of(), Optional.empty());
    }
}
