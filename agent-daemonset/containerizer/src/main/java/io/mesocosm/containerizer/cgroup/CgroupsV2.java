package io.mesocosm.containerizer.cgroup;

import static java.util.stream.Collectors.toCollection;

import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Cgroups in the one tree of v2. */
public final class CgroupsV2 implements Cgroups {
    /** What the kernel gives a group that nobody gave one. */
    private static final long WEIGHT = 100;

    private static final long MOST_WEIGHT = 10_000;
    private static final List<String> WANTED = List.of("cpu", "cpuset", "io", "memory", "pids");

    private final Group mount;
    private final Root place;
    private final Group top;
    private final Group root;
    private final List<String> controllers;

    public CgroupsV2(Path mount, Root place) {
        this.mount = new Group(mount);
        this.place = place;
        this.top = place.keeper().map(k -> this.mount.child(k.group())).orElse(this.mount);
        this.root = new Group(mount.resolve(place.path()));
        Set<String> present = Set.of(top.read("cgroup.controllers").orElse("").split(" ", -1));
        this.controllers = WANTED.stream().filter(present::contains).toList();
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> found = EnumSet.noneOf(Feature.class);
        if (controllers.contains("cpu")) {
            found.add(Feature.CPU_LIMITS);
        }
        if (controllers.contains("memory")) {
            found.add(Feature.MEMORY_LIMITS);
        }
        if (controllers.contains("pids")) {
            found.add(Feature.PID_LIMITS);
        }
        return found;
    }

    @Override
    public List<String> missing() {
        return WANTED.stream()
                .filter(controller -> !controllers.contains(controller))
                .map(
                        controller ->
                                "The cgroup v2 controller '" + controller + "' is not available.")
                .toList();
    }

    @Override
    public void prepare() throws IOException {
        Group at = top;
        for (Path name : top.path().relativize(root.path())) {
            delegate(at);
            at = at.child(name.toString());
            at.create();
        }
        delegate(root);
        root.child("supervisors").create();
    }

    @Override
    public String share(NodeShare share) throws IOException {
        long pods =
                Layout.pods(mount.path())
                        .map(group -> group.number("cpu.weight").orElse(0))
                        .filter(weight -> weight > 0)
                        .orElse(WEIGHT);
        long weight = Math.clamp(share.weightBeside(pods), 1, MOST_WEIGHT);
        root.write("memory.max", Long.toString(share.memoryLimit()));
        if (controllers.contains("pids")) {
            root.write("pids.max", Long.toString(share.processLimit()));
        }
        Layout.weigh(
                place, root, mount.path(), new Layout.Weight("cpu.weight", "CPUWeight", weight));
        return "cpu.weight=%d beside pods=%d memory.max=%d pids.max=%d"
                .formatted(weight, pods, share.memoryLimit(), share.processLimit());
    }

    private void delegate(Group group) throws IOException {
        Set<String> enabled =
                Set.of(group.read("cgroup.subtree_control").orElse("").split(" ", -1));
        List<String> absent = controllers.stream().filter(c -> !enabled.contains(c)).toList();
        if (!absent.isEmpty()) {
            group.write("cgroup.subtree_control", "+" + String.join(" +", absent));
        }
    }

    private Group group(ContainerId id) {
        return new Group(root.path().resolve(Layout.of(id)));
    }

    @Override
    public void create(ContainerId id) throws IOException {
        if (!root.child("supervisors").exists()) {
            Layout.restore(place);
            prepare();
        }
        Group group = group(id);
        ContainerId parent = id.parent();
        if (parent != null) {
            Group nest = group(parent).child("mesos");
            nest.create();
            delegate(nest);
        }
        group.create();
        delegate(group);
        group.child("leaf").create();
        if (controllers.contains("memory")) {
            // The kernel ends the container as a whole, as Mesos does on the first exceeded limit.
            group.child("leaf").write("memory.oom.group", "1");
        }
    }

    @Override
    public void apply(ContainerId id, Limits limits) throws IOException {
        Group group = group(id);
        if (limits.cpus().isPresent()) {
            long weight = (long) (100 * limits.cpus().getAsDouble());
            group.write("cpu.weight", Long.toString(Math.clamp(weight, 1, MOST_WEIGHT)));
        }
        if (limits.cpuQuota().isPresent()) {
            group.write("cpu.max", Layout.quota(limits) + " 100000");
        }
        if (limits.memorySoft().isPresent()) {
            group.write("memory.low", memory(limits.memorySoft()));
        }
        if (limits.memoryHard().isPresent()) {
            group.write("memory.max", memory(limits.memoryHard()));
        }
        if (limits.pids().isPresent()) {
            group.write("pids.max", Long.toString(limits.pids().getAsLong()));
        }
    }

    private static String memory(OptionalLong bytes) {
        return Long.toString(Math.max(Limits.MINIMUM_MEMORY, bytes.getAsLong()));
    }

    @Override
    public Placement placement(ContainerId id) {
        String leaf = group(id).child("leaf").path().toString();
        return new Placement(
                List.of(), Optional.of(leaf), List.of(), Optional.of(leaf + "/memory.events"));
    }

    @Override
    public List<String> supervisors() {
        return List.of(root.child("supervisors").path().resolve("cgroup.procs").toString());
    }

    @Override
    public Set<Long> processes(ContainerId id) {
        return group(id).deepestFirst().stream()
                .flatMap(group -> group.processes("cgroup.procs").stream())
                .collect(toCollection(LinkedHashSet::new));
    }

    @Override
    public void kill(ContainerId id, Killer killer) {
        try {
            group(id).write("cgroup.kill", "1");
        } catch (IOException e) {
            // Kernels before 5.14 have no such file.
            killer.kill(processes(id));
        }
    }

    /** The kernel kills all at once. */
    @Override
    public boolean isHalfKilled(ContainerId id) {
        return false;
    }

    @Override
    public void remove(ContainerId id) throws IOException {
        for (Group group : group(id).deepestFirst()) {
            group.remove();
        }
        if (id.parent() != null) {
            Layout.removeIfEmpty(group(id).path().resolve("..").normalize());
        }
    }

    @Override
    public Optional<MemoryPeak> memoryPeak(ContainerId id) {
        for (ContainerId at = id; at != null; at = at.parent()) {
            Group group = group(at);
            OptionalLong limit = group.number("memory.max");
            if (limit.isPresent() && group.keyed("memory.events", "max").orElse(0) > 0) {
                long peak = group.number("memory.peak").orElse(limit.getAsLong());
                return Optional.of(new MemoryPeak(limit.getAsLong(), peak));
            }
        }
        return Optional.empty();
    }

    @Override
    public Usage usage(ContainerId id) {
        return UsageV2.read(group(id), processes(id));
    }

    @Override
    public void vacate() throws IOException {
        root.child("supervisors").remove();
        root.remove();
        Layout.leave(place, List.of(mount.path()));
    }

    @Override
    public Collection<ContainerId> existing() {
        return Layout.containers(root);
    }
}
