package io.mesocosm.containerizer.fake;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Termination;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** One container of the fake. */
final class FakeContainer {
    private final ContainerConfig config;
    private final ContainerStatus status;
    private final CompletableFuture<Termination> ended = new CompletableFuture<>();
    private final List<Integer> signals = new CopyOnWriteArrayList<>();
    private volatile Limits limits;

    FakeContainer(ContainerConfig config, long pid) {
        this.config = config;
        this.limits = config.limits();
        this.status =
                new ContainerStatus(
                        config.command().isPresent() ? OptionalLong.of(pid) : OptionalLong.empty(),
                        List.of());
    }

    ContainerId id() {
        return config.id();
    }

    ContainerConfig config() {
        return config;
    }

    ContainerStatus status() {
        return status;
    }

    CompletableFuture<Termination> ended() {
        return ended;
    }

    boolean isRunning() {
        return !ended.isDone();
    }

    List<Integer> signals() {
        return signals;
    }

    Limits limits() {
        return limits;
    }

    void limits(Limits value) {
        limits = value;
    }
}
