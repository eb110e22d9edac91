package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Capabilities;
import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.cgroup.Cgroups;
import io.mesocosm.containerizer.cgroup.CgroupsV1;
import io.mesocosm.containerizer.cgroup.CgroupsV2;
import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.cgroup.NoCgroups;
import io.mesocosm.containerizer.cgroup.Root;
import io.mesocosm.containerizer.image.Images;
import io.mesocosm.containerizer.network.Networks;
import io.mesocosm.containerizer.program.Program;
import io.mesocosm.containerizer.program.Program.Outcome;
import io.mesocosm.containerizer.supervisor.RuntimeFolder;
import io.mesocosm.containerizer.supervisor.Supervisors;
import io.mesocosm.containerizer.systemd.Systemd;
import io.mesocosm.containerizer.systemd.TasksUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what this machine and user can give, and prepares what all containers share. */
final class Machine {
    private static final Logger log = LoggerFactory.getLogger(Machine.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration UNIT_TIMEOUT = Duration.ofMinutes(2);
    private static final Path FIRST_PROCESS = Path.of("/proc/1/comm");

    private Machine() {}

    static Toolbox prepare(
            LinuxContainerizerConfig config, Consumer<Path> supervisorGone, boolean root)
            throws IOException {
        Path containers = Files.createDirectories(config.runtimeDir().resolve("containers"));
        if (config.hostNamespaces()) {
            Pod.requireSharing(config.runtimeDir(), root);
        }
        RuntimeFolder folder =
                RuntimeFolder.install(
                        config.runtimeDir().resolve("programs"), config.runtimeFiles(), containers);
        requireExecutable(folder.supervisor());
        Hierarchies hierarchies = Hierarchies.detect();
        Cgroups cgroups = cgroups(config, hierarchies, root, folder);
        List<String> serve = new ArrayList<>(List.of("serve"));
        serve.addAll(cgroups.supervisors());
        List<String> command = Toolbox.supervisor(folder.supervisor(), config, serve);
        Supervisors supervisors = new Supervisors(command, supervisorGone);
        Images images =
                new Images(
                        config.images(),
                        folder.runtime().or(() -> Images.runtime(config.host())),
                        supervisors);
        return new Toolbox(
                config,
                root,
                hierarchies,
                cgroups,
                supervisors,
                folder.supervisor(),
                folder.base(),
                images,
                new SeccompProfiles(
                        images.keepsFilters()
                                ? Optional.of(config.runtimeDir().resolve("seccomp"))
                                : Optional.empty()),
                new Networks(config.networks(), config.runtimeDir().resolve("netns")));
    }

    private static void requireExecutable(Path program) throws IOException {
        try {
            Program.run(List.of(program.toString()), Map.of(), "", START_TIMEOUT);
        } catch (IOException e) {
            throw new IOException(
                    "no program can be started from "
                            + program.getParent()
                            + " ("
                            + e.getMessage()
                            + "); is it on a file system mounted noexec? Mount it with exec, or give"
                            + " another --runtime_dir",
                    e);
        }
    }

    static boolean isRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.startsWith("Uid:") && line.split("\\s+", -1)[2].equals("0"));
    }

    private static Cgroups cgroups(
            LinuxContainerizerConfig config,
            Hierarchies hierarchies,
            boolean root,
            RuntimeFolder folder)
            throws IOException {
        if (!root) {
            return new NoCgroups("the agent does not run as root");
        }
        if (!hierarchies.usesV1() && hierarchies.v2().isEmpty()) {
            return new NoCgroups("no cgroup file system is mounted");
        }
        Root place =
                CgroupRoot.choose(
                        config.cgroups().root(),
                        unit(config, folder, hierarchies.usesV1()),
                        where -> open(config, hierarchies, where));
        Cgroups found = open(config, hierarchies, place);
        try {
            found.prepare();
            return found;
        } catch (IOException e) {
            log.warn("cgroups={} cannot be used: {}", place.path(), e.getMessage());
            return new NoCgroups("the cgroups cannot be written (" + e.getMessage() + ")");
        }
    }

    private static Cgroups open(
            LinuxContainerizerConfig config, Hierarchies hierarchies, Root place)
            throws IOException {
        // What systemd is to count as its unit's must have left other units in all of its trees.
        boolean everywhere =
                config.hostNamespaces() || place.path().startsWith(TasksUnit.NAME + "/");
        return hierarchies.usesV1()
                ? new CgroupsV1(hierarchies, place, everywhere)
                : new CgroupsV2(hierarchies.v2().orElseThrow(), place);
    }

    private static Optional<CgroupRoot.Unit> unit(
            LinuxContainerizerConfig config, RuntimeFolder folder, boolean v1) throws IOException {
        Optional<Path> directory = config.cgroups().systemd();
        if (directory.isEmpty() || !Systemd.runs(config.host(), directory.get(), FIRST_PROCESS)) {
            return Optional.empty();
        }
        Systemd systemd = new Systemd((name, arguments) -> run(config, folder, name, arguments));
        // In a folder of its own: the holder may be older than all that agents and containers need.
        TasksUnit.Holder holder =
                () ->
                        RuntimeFolder.install(
                                        config.runtimeDir().resolve("holder"),
                                        Optional.empty(),
                                        config.runtimeDir().resolve("containers"))
                                .supervisor();
        return Optional.of(() -> TasksUnit.ensure(systemd, v1, holder));
    }

    /** A program of the machine's own, also from a pod. */
    private static String run(
            LinuxContainerizerConfig config,
            RuntimeFolder folder,
            String name,
            List<String> arguments)
            throws IOException {
        Path program =
                Program.find(name, config.host())
                        .orElseThrow(() -> new IOException("there is no program " + name));
        List<String> mode = new ArrayList<>(List.of("program", program.toString()));
        mode.addAll(arguments);
        Outcome outcome =
                Program.run(
                        Toolbox.supervisor(folder.supervisor(), config, mode),
                        Map.of(),
                        "",
                        UNIT_TIMEOUT);
        if (outcome.code() != 0) {
            throw new IOException(
                    name + " failed: " + Program.shorten(outcome.error() + outcome.output()));
        }
        return outcome.output();
    }

    static Capabilities capabilities(Toolbox tools) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(tools.cgroups().features());
        List<String> missing = new ArrayList<>(tools.cgroups().missing());
        if (tools.root()) {
            features.addAll(Set.of(Feature.SWITCH_USER, Feature.VOLUMES));
        } else {
            missing.add(
                    "Tasks run as the agent's own user, without volumes: the agent does not run as root.");
        }
        addOrTell(Feature.IMAGES, tools.root(), tools.images().missing(), features, missing);
        addOrTell(Feature.NETWORKS, tools.root(), tools.networks().missing(), features, missing);
        return new Capabilities(features, missing);
    }

    private static void addOrTell(
            Feature feature,
            boolean root,
            List<String> absent,
            Set<Feature> to,
            List<String> missing) {
        if (!root) {
            missing.add(
                    "Containers have no "
                            + feature.name().toLowerCase(Locale.ROOT)
                            + " of their own: the agent does not run as root.");
        } else if (absent.isEmpty()) {
            to.add(feature);
        } else {
            missing.add(
                    feature.name().toLowerCase(Locale.ROOT)
                            + " cannot be given, for these are not installed: "
                            + String.join(", ", absent)
                            + ".");
        }
    }
}
