package io.mesocosm.containerizer.fake;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What outlives one fake containerizer and is found by the next: its containers. */
public final class Machine {
    private final Map<ContainerId, FakeContainer> containers = new ConcurrentHashMap<>();
    private final Set<Integer> ignored = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable LaunchFailure> failure = new AtomicReference<>();
    private final AtomicLong pids = new AtomicLong(100);

    /** Containers of this machine survive this signal. */
    public void ignore(int signal) {
        ignored.add(signal);
    }

    boolean ignores(int signal) {
        return ignored.contains(signal);
    }

    void planFailure(LaunchFailure value) {
        failure.set(value);
    }

    Optional<LaunchFailure> takeFailure() {
        return Optional.ofNullable(failure.getAndSet(null));
    }

    /** Null when the id is taken. */
    @Nullable FakeContainer add(ContainerConfig config) {
        FakeContainer fresh = new FakeContainer(config, pids.incrementAndGet());
        return containers.putIfAbsent(config.id(), fresh) == null ? fresh : null;
    }

    void remove(ContainerId id) {
        containers.remove(id);
    }

    Optional<FakeContainer> find(ContainerId id) {
        return Optional.ofNullable(containers.get(id));
    }

    List<FakeContainer> all() {
        return List.copyOf(containers.values());
    }

    List<FakeContainer> nested(ContainerId id) {
        return containers.values().stream().filter(c -> id.equals(c.id().parent())).toList();
    }
}
