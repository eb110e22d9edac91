package io.mesocosm.containerizer.cgroup;

import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.Usage;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A machine, or a user, without cgroups: the supervisor alone keeps the tree of processes together.
 *
 * <p>Limits are not refused here, for tasks could not run at all; {@link #missing} tells at
 * start-up.
 */
public final class NoCgroups implements Cgroups {
    private final String reason;

    public NoCgroups(String reason) {
        this.reason = reason;
    }

    @Override
    public Set<Feature> features() {
        return Set.of();
    }

    @Override
    public List<String> missing() {
        return List.of("Limits of cpu, memory and processes are not enforced: " + reason + ".");
    }

    @Override
    public void prepare() {}

    @Override
    public void create(ContainerId id) {}

    @Override
    public void apply(ContainerId id, Limits limits) throws IOException {}

    @Override
    public Placement placement(ContainerId id) {
        return Placement.NONE;
    }

    @Override
    public List<String> supervisors() {
        return List.of();
    }

    @Override
    public Set<Long> processes(ContainerId id) {
        return Set.of();
    }

    @Override
    public void kill(ContainerId id, Killer killer) {}

    @Override
    public boolean isHalfKilled(ContainerId id) {
        return false;
    }

    @Override
    public void remove(ContainerId id) {}

    @Override
    public Optional<MemoryPeak> memoryPeak(ContainerId id) {
        return Optional.empty();
    }

    @Override
    public Usage usage(ContainerId id) {
        OptionalLong none = OptionalLong.empty();
        OptionalDouble nothing = OptionalDouble.empty();
        return new Usage(
                Instant.now(),
                nothing,
                nothing,
                nothing,
                none,
                none,
                nothing,
                none,
                none,
                none,
                none,
                none,
                none,
                none);
    }

    @Override
    public String share(NodeShare share) {
        return "no limit, as there are no cgroups";
    }

    @Override
    public void vacate() {}

    @Override
    public Collection<ContainerId> existing() {
        return List.of();
    }
}
