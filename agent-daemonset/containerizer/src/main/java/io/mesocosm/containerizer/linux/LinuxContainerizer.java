package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.Capabilities;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerException;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.RecoveredContainer;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Usage;
import io.mesocosm.containerizer.linux.Container.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers as processes of this machine, each under a supervisor that outlives the agent.
 */
public final class LinuxContainerizer implements Containerizer {
    private static final Logger log = LoggerFactory.getLogger(LinuxContainerizer.class);

    private final Toolbox tools;
    private final Registry registry;
    private final Ending ending;
    private final Optional<Sharing> sharing;
    private volatile boolean recovered;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private LinuxContainerizer(Toolbox tools, Registry registry, Optional<NodeShare> share) {
        this.tools = tools;
        this.registry = registry;
        this.ending = new Ending(tools, registry, executor);
        this.sharing = share.map(part -> Sharing.start(tools.cgroups(), part));
    }

    /**
     * Looks at the machine, installs the supervisor and makes the cgroups that stand above all
     * containers.
     */
    public static LinuxContainerizer open(LinuxContainerizerConfig config) throws IOException {
        Registry registry = new Registry(config.runtimeDir().resolve("containers"));
        Toolbox tools =
                Machine.prepare(requireNonNull(config), registry::supervisorGone, Machine.isRoot());
        return new LinuxContainerizer(tools, registry, config.cgroups().share());
    }

    /**
     * As {@link #open} does for a user who is not root: no cgroups, one user, the host's files and
     * network.
     */
    static LinuxContainerizer openWithoutRights(LinuxContainerizerConfig config)
            throws IOException {
        Registry registry = new Registry(config.runtimeDir().resolve("containers"));
        return new LinuxContainerizer(
                Machine.prepare(config, registry::supervisorGone, false),
                registry,
                Optional.empty());
    }

    @Override
    public Capabilities capabilities() {
        return Machine.capabilities(tools);
    }

    @Override
    public List<RecoveredContainer> recover() {
        try {
            List<RecoveredContainer> found = new Recovery(tools, registry, ending).recover();
            recovered = true;
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to recover containers: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletionStage<LaunchResult> launch(ContainerConfig config) {
        Container container;
        try {
            container = registry.add(config);
        } catch (LaunchException e) {
            return CompletableFuture.completedFuture(e.failure());
        }
        Launch launch = new Launch(tools, config, container, parent(config.id()));
        return CompletableFuture.supplyAsync(() -> start(launch, container), executor);
    }

    private Optional<Container> parent(ContainerId id) {
        return Optional.ofNullable(id.parent()).flatMap(registry::find);
    }

    private LaunchResult start(Launch launch, Container container) {
        LaunchResult result = launch.run();
        if (result instanceof LaunchFailure) {
            ending.discard(container);
        } else {
            ending.watch(container);
            if (container.unwanted.isDone()) {
                ending.kill(container);
            }
        }
        return result;
    }

    @Override
    public Optional<String> update(ContainerId id, Limits limits) {
        if (running(id).isEmpty()) {
            return Optional.of("Container " + id + " does not run");
        }
        try {
            tools.cgroups().apply(id, limits);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean signal(ContainerId id, int signal) {
        Set<Long> pids = new HashSet<>();
        for (Container container : registry.withNested(id)) {
            if (container.phase() == Phase.RUNNING) {
                pids.addAll(processes(container));
            }
        }
        return !pids.isEmpty() && tools.supervisors().signal(signal, pids) > 0;
    }

    private Set<Long> processes(Container container) {
        try {
            return tools.processes(container);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Termination> destroy(ContainerId id) {
        Optional<Container> found = registry.find(id);
        if (found.isEmpty()) {
            return unknown(id);
        }
        Container container = found.get();
        container.unwanted.complete(null);
        if (container.phase() == Phase.RUNNING) {
            executor.execute(() -> ending.kill(container));
        }
        return container.ended.minimalCompletionStage();
    }

    private static CompletionStage<Termination> unknown(ContainerId id) {
        return CompletableFuture.failedStage(
                new ContainerizerException("Container " + id + " is unknown"));
    }

    @Override
    public CompletionStage<Termination> awaitExit(ContainerId id) {
        Optional<Container> found = registry.find(id);
        return found.isPresent() ? found.get().ended.minimalCompletionStage() : unknown(id);
    }

    @Override
    public void remove(ContainerId id) {
        List<Container> all =
                registry.withNested(id).stream()
                        .sorted(
                                Comparator.comparingInt(
                                        (Container c) -> -c.directory().getNameCount()))
                        .toList();
        for (Container container : all) {
            if (container.phase() != Phase.ENDED) {
                throw new IllegalStateException("Container " + container.id() + " still runs");
            }
        }
        all.forEach(ending::forget);
    }

    @Override
    public List<ContainerId> containers() {
        return registry.all().stream().map(Container::id).toList();
    }

    private Optional<Container> running(ContainerId id) {
        return registry.find(id).filter(container -> container.phase() == Phase.RUNNING);
    }

    @Override
    public Optional<ContainerStatus> status(ContainerId id) {
        return running(id).flatMap(Container::status);
    }

    @Override
    public Optional<Usage> usage(ContainerId id) {
        return running(id).map(container -> tools.cgroups().usage(container.id()));
    }

    @Override
    public Exec exec(ContainerId id, ExecConfig config) {
        Container container =
                running(id)
                        .orElseThrow(
                                () ->
                                        new ContainerizerException(
                                                "Container " + id + " does not run"));
        return Entry.exec(tools, container, config, executor);
    }

    @Override
    public Connection connect(ContainerId id, int port, Duration timeout) throws IOException {
        Container container =
                running(id).orElseThrow(() -> new IOException("Container " + id + " does not run"));
        Path outermost = registry.find(id.root()).orElse(container).directory();
        return Relay.connect(tools, container.id().root(), outermost, port, timeout);
    }

    @Override
    public void close() {
        sharing.ifPresent(Sharing::close);
        tools.supervisors().close();
        executor.shutdown();
        if (recovered && registry.all().isEmpty()) {
            vacate();
        }
    }

    /** With the last container the machine goes back to what it was before the first. */
    private void vacate() {
        try {
            tools.cgroups().vacate();
            if (tools.root()) {
                tools.networks().vacate();
            }
        } catch (IOException e) {
            log.warn("something of the containerizer is left on this machine: {}", e.getMessage());
        }
    }
}
