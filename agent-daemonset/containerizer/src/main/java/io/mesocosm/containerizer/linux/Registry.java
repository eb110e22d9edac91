package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.linux.Container.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The known containers, by id and by the directory of their records. Safe for use by any thread.
 */
final class Registry {
    private final Path root;
    private final Map<ContainerId, Container> containers = new ConcurrentHashMap<>();
    private final Map<Path, Container> byDirectory = new ConcurrentHashMap<>();

    Registry(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path directory(ContainerId id) {
        ContainerId parent = id.parent();
        return parent == null
                ? root.resolve(id.value())
                : directory(parent).resolve("containers").resolve(id.value());
    }

    /** Makes a container known from the start of its launch. */
    Container add(ContainerConfig config) throws LaunchException {
        ContainerId id = config.id();
        ContainerId parent = id.parent();
        if (parent != null && find(parent).map(p -> p.phase() == Phase.RUNNING).isEmpty()) {
            throw new LaunchException(
                    Cause.INVALID, "The parent of container " + id + " does not run");
        }
        Container container = new Container(id, directory(id), record(config));
        if (containers.putIfAbsent(id, container) != null) {
            throw new LaunchException(Cause.INVALID, "Container " + id + " already exists");
        }
        byDirectory.put(container.directory(), container);
        return container;
    }

    void addRecovered(Container container) {
        containers.put(container.id(), container);
        byDirectory.put(container.directory(), container);
    }

    private static ContainerRecord record(ContainerConfig config) {
        return new ContainerRecord(
                ContainerRecord.VERSION,
                line(config.id()),
                config.sandbox().toString(),
                config.command().isEmpty(),
                config.rootFilesystem().isOwn(),
                !(config.network() instanceof Network.Host),
                null,
                null,
                null,
                null);
    }

    private static List<String> line(ContainerId id) {
        List<String> line = new ArrayList<>();
        for (ContainerId at = id; at != null; at = at.parent()) {
            line.addFirst(at.value());
        }
        return line;
    }

    static ContainerId id(List<String> line) {
        ContainerId id = ContainerId.of(line.getFirst());
        for (String value : line.subList(1, line.size())) {
            id = id.child(value);
        }
        return id;
    }

    void forget(Container container) {
        containers.remove(container.id(), container);
        byDirectory.remove(container.directory(), container);
    }

    void supervisorGone(Path directory) {
        Optional.ofNullable(byDirectory.get(directory))
                .ifPresent(container -> container.supervisorGone.complete(null));
    }

    Optional<Container> find(ContainerId id) {
        return Optional.ofNullable(containers.get(id));
    }

    Collection<Container> all() {
        return List.copyOf(containers.values());
    }

    /** Those whose parent this is. */
    List<Container> nested(ContainerId id) {
        return containers.values().stream().filter(c -> id.equals(c.id().parent())).toList();
    }

    /** The container and all below it, the outer ones first. */
    List<Container> withNested(ContainerId id) {
        List<Container> found = new ArrayList<>();
        find(id).ifPresent(found::add);
        nested(id).forEach(child -> found.addAll(withNested(child.id())));
        return found;
    }
}
