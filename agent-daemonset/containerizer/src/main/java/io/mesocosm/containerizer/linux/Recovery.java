package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.RecoveredContainer;
import io.mesocosm.containerizer.RecoveredContainer.Ended;
import io.mesocosm.containerizer.RecoveredContainer.Lost;
import io.mesocosm.containerizer.RecoveredContainer.Running;
import io.mesocosm.containerizer.supervisor.ExitRecord;
import io.mesocosm.containerizer.supervisor.StartRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the containers of an earlier agent by their records, and clears away what no record
 * explains.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Toolbox tools;
    private final Registry registry;
    private final Ending ending;
    private final List<RecoveredContainer> found = new ArrayList<>();

    Recovery(Toolbox tools, Registry registry, Ending ending) {
        this.tools = tools;
        this.registry = registry;
        this.ending = ending;
    }

    List<RecoveredContainer> recover() throws IOException {
        recoverIn(registry.root(), Optional.empty());
        clearGroups();
        tools.networks()
                .clear(registry.all().stream().map(Container::id).collect(Collectors.toSet()));
        return List.copyOf(found);
    }

    private void recoverIn(Path directory, Optional<Container> parent) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                recoverOne(entry, parent);
            }
        }
    }

    private void recoverOne(Path directory, Optional<Container> parent) throws IOException {
        Container container;
        try {
            ContainerRecord record = ContainerRecord.read(directory);
            container = new Container(Registry.id(record.id()), directory, record);
        } catch (IOException | RuntimeException e) {
            setAside(directory, e);
            return;
        }
        Optional<StartRecord> start = StartRecord.read(directory);
        boolean orphaned = parent.isPresent() && parent.get().phase() != Container.Phase.RUNNING;
        if (!orphaned && start.isPresent() && lives(container, start.get())) {
            run(container, start.get());
        } else {
            registry.addRecovered(container);
            recoverIn(directory.resolve("containers"), Optional.of(container));
            end(container, start);
        }
    }

    /**
     * A record that cannot be read stops nothing else; what it stood for is found as an orphaned
     * cgroup.
     */
    private void setAside(Path directory, Exception reason) throws IOException {
        if (!Files.exists(directory.resolve(ContainerRecord.FILE))) {
            Trees.delete(directory);
            return;
        }
        Path aside = tools.config().runtimeDir().resolve("unreadable");
        Files.createDirectories(aside);
        Path target = aside.resolve(directory.getFileName() + "-" + System.nanoTime());
        log.warn(
                "record={} cannot be read and is set aside as {}: {}",
                directory,
                target,
                reason.getMessage());
        Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean lives(Container container, StartRecord start) throws IOException {
        if (EndRecord.read(container.directory()).isPresent()) {
            return false;
        }
        return container.record().holder() ? start.ofThisBoot() : start.supervisorLives();
    }

    private void run(Container container, StartRecord start) throws IOException {
        ContainerId id = container.id();
        List<InetAddress> addresses = tools.networks().addresses(registry.directory(id.root()));
        OptionalLong pid =
                start.taskPid() > 0 ? OptionalLong.of(start.taskPid()) : OptionalLong.empty();
        ContainerStatus status = new ContainerStatus(pid, addresses);
        container.running(status);
        registry.addRecovered(container);
        found.add(recovered(container, new Running(status)));
        log.info("container={} recovered pid={}", id, pid);
        recoverIn(container.directory().resolve("containers"), Optional.of(container));
        ending.watch(container);
        if (!container.record().holder()) {
            tools.supervisors().watch(container.directory(), start);
        }
        if (tools.cgroups().isHalfKilled(id)) {
            log.warn("container={} was being killed when the earlier agent died; going on", id);
            ending.kill(container);
        }
    }

    private void end(Container container, Optional<StartRecord> start) throws IOException {
        boolean known =
                EndRecord.read(container.directory()).isPresent()
                        || ExitRecord.read(container.directory()).isPresent();
        if (!known && start.isEmpty()) {
            log.info("container={} was never launched; clearing it away", container.id());
            ending.release(container);
            ending.forget(container);
            return;
        }
        RecoveredContainer.State state =
                known ? new Ended(ending.finishRecovered(container)) : lost(container, start);
        log.info("container={} recovered {}", container.id(), state);
        found.add(recovered(container, state));
    }

    private Lost lost(Container container, Optional<StartRecord> start) {
        ending.finishRecovered(container);
        boolean rebooted = start.map(record -> !record.ofThisBoot()).orElse(false);
        return new Lost(
                rebooted
                        ? "The machine was rebooted while the container ran"
                        : "The container's supervisor died and left no record of the container's end");
    }

    private static RecoveredContainer recovered(
            Container container, RecoveredContainer.State state) {
        return new RecoveredContainer(container.id(), Path.of(container.record().sandbox()), state);
    }

    private void clearGroups() {
        Set<ContainerId> known =
                registry.all().stream().map(Container::id).collect(Collectors.toSet());
        for (ContainerId id : tools.cgroups().existing()) {
            if (!known.contains(id)) {
                log.warn("cgroup={} has no record; destroying it", id);
                ending.clear(id);
            }
        }
    }
}
