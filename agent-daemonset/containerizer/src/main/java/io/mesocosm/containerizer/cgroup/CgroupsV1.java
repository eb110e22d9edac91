package io.mesocosm.containerizer.cgroup;

import static java.util.stream.Collectors.toCollection;

import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Cgroups where each controller has a tree of its own (v1, and hybrid). */
public final class CgroupsV1 implements Cgroups {
    private static final long SHARES_OF_A_CPU = 1024;
    private static final long MOST_SHARES = 262_144;
    private static final Set<String> NEEDED = Set.of("cpu", "cpuacct", "memory", "pids", "freezer");

    private final Map<String, Group> roots = new LinkedHashMap<>();
    private final Set<Path> mounts = new LinkedHashSet<>();
    private final Optional<Path> unifiedMount;
    private final Optional<Group> unified;
    private final Root place;
    private final String root;
    private final Path cpuMount;
    private final Optional<Path> cpusets;

    /**
     * @param everywhere whether supervisors leave the agent's groups in every tree, also where it
     *     seems to be in none: a pod may not see its own
     */
    public CgroupsV1(Hierarchies hierarchies, Root place, boolean everywhere) throws IOException {
        this.place = place;
        this.root = place.path();
        this.cpuMount = hierarchies.v1().getOrDefault("cpu", Path.of("/"));
        this.cpusets = Optional.ofNullable(hierarchies.v1().get("cpuset"));
        Map<String, String> own = ownGroups();
        hierarchies
                .v1()
                .forEach(
                        (controller, mount) -> {
                            // A tree that neither limits nor holds the agent need not be joined.
                            boolean left =
                                    everywhere || !own.getOrDefault(controller, "/").equals("/");
                            if (NEEDED.contains(controller) || left) {
                                roots.put(controller, new Group(mount.resolve(root)));
                                mounts.add(mount);
                            }
                        });
        // Who ends a pod or a service may do it by the second version's tree, if there is one.
        this.unifiedMount =
                hierarchies
                        .v2()
                        .filter(mount -> everywhere || !own.getOrDefault("", "/").equals("/"));
        this.unified =
                unifiedMount.map(mount -> new Group(mount.resolve(root).resolve("supervisors")));
    }

    private static Map<String, String> ownGroups() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] part = line.split(":", 3);
            for (String controller : part[1].split(",", -1)) {
                found.put(controller, part[2]);
            }
        }
        return found;
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> found = EnumSet.noneOf(Feature.class);
        if (roots.containsKey("cpu")) {
            found.add(Feature.CPU_LIMITS);
        }
        if (roots.containsKey("memory")) {
            found.add(Feature.MEMORY_LIMITS);
        }
        if (roots.containsKey("pids")) {
            found.add(Feature.PID_LIMITS);
        }
        return found;
    }

    @Override
    public List<String> missing() {
        return NEEDED.stream()
                .filter(controller -> !roots.containsKey(controller))
                .sorted()
                .map(controller -> "The cgroup v1 controller '" + controller + "' is not mounted.")
                .toList();
    }

    @Override
    public void prepare() throws IOException {
        for (Group tree : trees(Path.of(""))) {
            createWithParents(tree);
            make(tree.child("supervisors"));
        }
        if (unified.isPresent()) {
            createWithParents(unified.get());
        }
        Group memory = roots.get("memory");
        if (memory != null && memory.number("memory.use_hierarchy").orElse(1) == 0) {
            memory.write("memory.use_hierarchy", "1");
        }
    }

    private void createWithParents(Group group) throws IOException {
        Path parent = group.path().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            createWithParents(new Group(parent));
        }
        make(group);
    }

    /** A cpuset group takes no process until it has cpus and memory nodes. */
    private void make(Group group) throws IOException {
        group.create();
        if (cpusets.isPresent() && group.path().startsWith(cpusets.get())) {
            Group above = new Group(group.path().resolve(".."));
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                if (group.read(file).orElse("").isEmpty()) {
                    group.write(file, above.read(file).orElse("0"));
                }
            }
        }
    }

    /** The group of the same relative path in each distinct tree. */
    private List<Group> trees(Path relative) {
        List<Group> found = new ArrayList<>();
        for (Path mount : mounts) {
            found.add(new Group(mount.resolve(root).resolve(relative)));
        }
        return found;
    }

    @Override
    public String share(NodeShare share) throws IOException {
        group("memory", Path.of(""))
                .write("memory.limit_in_bytes", Long.toString(share.memoryLimit()));
        if (roots.containsKey("pids")) {
            group("pids", Path.of("")).write("pids.max", Long.toString(share.processLimit()));
        }
        long pods =
                Layout.pods(cpuMount)
                        .map(group -> group.number("cpu.shares").orElse(0))
                        .filter(shares -> shares > 0)
                        .orElse(Math.round(SHARES_OF_A_CPU * share.nodeCpus()));
        long shares = Math.clamp(share.weightBeside(pods), 2, MOST_SHARES);
        Layout.weigh(
                place,
                group("cpu", Path.of("")),
                cpuMount,
                new Layout.Weight("cpu.shares", "CPUShares", shares));
        return "cpu.shares=%d beside pods=%d memory.limit_in_bytes=%d pids.max=%d"
                .formatted(shares, pods, share.memoryLimit(), share.processLimit());
    }

    @Override
    public void create(ContainerId id) throws IOException {
        if (!trees(Path.of("supervisors")).stream().allMatch(Group::exists)) {
            Layout.restore(place);
            prepare();
        }
        for (Group tree : trees(Layout.of(id))) {
            if (id.parent() != null) {
                make(new Group(tree.path().resolve("..").normalize()));
            }
            make(tree);
            make(tree.child("leaf"));
        }
    }

    @Override
    public void apply(ContainerId id, Limits limits) throws IOException {
        Path at = Layout.of(id);
        if (limits.cpus().isPresent()) {
            long shares = Math.max(2, (long) (SHARES_OF_A_CPU * limits.cpus().getAsDouble()));
            group("cpu", at).write("cpu.shares", Long.toString(shares));
        }
        if (limits.cpuQuota().isPresent()) {
            Group cpu = group("cpu", at);
            cpu.write("cpu.cfs_period_us", "100000");
            cpu.write("cpu.cfs_quota_us", Long.toString(Layout.quota(limits)));
        }
        if (limits.memorySoft().isPresent()) {
            group("memory", at).write("memory.soft_limit_in_bytes", memory(limits.memorySoft()));
        }
        if (limits.memoryHard().isPresent()) {
            group("memory", at).write("memory.limit_in_bytes", memory(limits.memoryHard()));
        }
        if (limits.pids().isPresent()) {
            group("pids", at).write("pids.max", Long.toString(limits.pids().getAsLong()));
        }
    }

    private static String memory(OptionalLong bytes) {
        return Long.toString(Math.max(Limits.MINIMUM_MEMORY, bytes.getAsLong()));
    }

    private Group group(String controller, Path at) throws IOException {
        Group tree = roots.get(controller);
        if (tree == null) {
            throw new IOException(
                    "This machine has no cgroup controller '" + controller + "' for the limit");
        }
        return new Group(tree.path().resolve(at));
    }

    @Override
    public Placement placement(ContainerId id) {
        Path leaf = Layout.of(id).resolve("leaf");
        // A thread that moves itself by `tasks` needs no lock on all forks of the machine: through
        // `cgroup.procs` the first move after a pause waits for an RCU grace period, 12 ms.
        List<String> tasks =
                trees(leaf).stream().map(g -> g.path().resolve("tasks").toString()).toList();
        return new Placement(tasks, Optional.empty(), paths("freezer", leaf), oom(leaf));
    }

    private Optional<String> oom(Path leaf) {
        return paths("memory", leaf).stream().findFirst().map(path -> path + "/memory.oom_control");
    }

    private List<String> paths(String controller, Path at) {
        Group tree = roots.get(controller);
        return tree == null ? List.of() : List.of(tree.path().resolve(at).toString());
    }

    @Override
    public List<String> supervisors() {
        return Stream.concat(trees(Path.of("supervisors")).stream(), unified.stream())
                .map(group -> group.path().resolve("cgroup.procs").toString())
                .toList();
    }

    @Override
    public Set<Long> processes(ContainerId id) {
        return trees(Layout.of(id)).stream()
                .flatMap(tree -> tree.deepestFirst().stream())
                .flatMap(group -> group.processes("cgroup.procs").stream())
                .collect(toCollection(LinkedHashSet::new));
    }

    @Override
    public void kill(ContainerId id, Killer killer) {
        Optional<Group> freezer = freezer(id);
        freezer.ifPresent(group -> freeze(group, "FROZEN"));
        try {
            killer.kill(processes(id));
        } finally {
            freezer.ifPresent(group -> freeze(group, "THAWED"));
        }
    }

    @Override
    public boolean isHalfKilled(ContainerId id) {
        return freezer(id)
                .flatMap(group -> group.read("freezer.state"))
                .filter(state -> !state.strip().equals("THAWED"))
                .isPresent();
    }

    private Optional<Group> freezer(ContainerId id) {
        return paths("freezer", Layout.of(id)).stream().map(p -> new Group(Path.of(p))).findFirst();
    }

    private static void freeze(Group group, String state) {
        try {
            group.write("freezer.state", state);
        } catch (IOException e) {
            // Gone already, or not freezable: the kill goes ahead, and is repeated by the caller.
            return;
        }
    }

    @Override
    public void remove(ContainerId id) throws IOException {
        for (Group tree : trees(Layout.of(id))) {
            for (Group group : tree.deepestFirst()) {
                group.remove();
            }
            if (id.parent() != null) {
                Layout.removeIfEmpty(tree.path().resolve("..").normalize());
            }
        }
    }

    @Override
    public Optional<MemoryPeak> memoryPeak(ContainerId id) {
        for (ContainerId at = id; at != null; at = at.parent()) {
            Group memory = memoryGroup(at);
            long failures = memory.number("memory.failcnt").orElse(0);
            OptionalLong limit = memory.number("memory.limit_in_bytes");
            if (failures > 0 && limit.isPresent()) {
                long peak = memory.number("memory.max_usage_in_bytes").orElse(limit.getAsLong());
                return Optional.of(new MemoryPeak(limit.getAsLong(), peak));
            }
        }
        return Optional.empty();
    }

    private Group memoryGroup(ContainerId id) {
        Group tree = roots.getOrDefault("memory", new Group(Path.of("/nonexistent")));
        return new Group(tree.path().resolve(Layout.of(id)));
    }

    @Override
    public Usage usage(ContainerId id) {
        Path at = Layout.of(id);
        return UsageV1.read(
                new Group(
                        Path.of(paths("cpuacct", at).stream().findFirst().orElse("/nonexistent"))),
                new Group(Path.of(paths("cpu", at).stream().findFirst().orElse("/nonexistent"))),
                memoryGroup(id),
                processes(id));
    }

    @Override
    public void vacate() throws IOException {
        if (unified.isPresent()) {
            unified.get().remove();
            new Group(unified.get().path().resolve("..").normalize()).remove();
        }
        for (Group tree : trees(Path.of(""))) {
            tree.child("supervisors").remove();
            tree.remove();
        }
        Layout.leave(place, Stream.concat(mounts.stream(), unifiedMount.stream()).toList());
    }

    @Override
    public Collection<ContainerId> existing() {
        Set<ContainerId> found = new LinkedHashSet<>();
        for (Group tree : trees(Path.of(""))) {
            found.addAll(Layout.containers(tree));
        }
        return found;
    }
}
