package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Capabilities;
import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.cgroup.Cgroups;
import io.mesocosm.containerizer.cgroup.CgroupsV1;
import io.mesocosm.containerizer.cgroup.CgroupsV2;
import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.cgroup.NoCgroups;
import io.mesocosm.containerizer.image.Images;
import io.mesocosm.containerizer.network.Networks;
import io.mesocosm.containerizer.supervisor.SupervisorProgram;
import io.mesocosm.containerizer.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what this machine and user can give, and prepares what all containers share. */
final class Machine {
    private static final Logger log = LoggerFactory.getLogger(Machine.class);

    private Machine() {}

    static Toolbox prepare(
            LinuxContainerizerConfig config, Consumer<Path> supervisorGone, boolean root)
            throws IOException {
        Files.createDirectories(config.runtimeDir().resolve("containers"));
        Path program = SupervisorProgram.install(config.runtimeDir().resolve("programs"));
        Hierarchies hierarchies = Hierarchies.detect();
        Cgroups cgroups = cgroups(config, hierarchies, root);
        List<String> command = new ArrayList<>(config.hostPrefix());
        command.add(program.toString());
        return new Toolbox(
                config,
                root,
                hierarchies,
                cgroups,
                new Supervisors(command, cgroups::moveToSupervisors, supervisorGone),
                program,
                new Images(config.images()),
                new Networks(config.networks(), config.runtimeDir().resolve("netns")));
    }

    static boolean isRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.startsWith("Uid:") && line.split("\\s+", -1)[2].equals("0"));
    }

    private static Cgroups cgroups(
            LinuxContainerizerConfig config, Hierarchies hierarchies, boolean root)
            throws IOException {
        if (!root) {
            return new NoCgroups("the agent does not run as root");
        }
        if (!hierarchies.usesV1() && hierarchies.v2().isEmpty()) {
            return new NoCgroups("no cgroup file system is mounted");
        }
        Cgroups found =
                hierarchies.usesV1()
                        ? new CgroupsV1(hierarchies, config.cgroupsRoot())
                        : new CgroupsV2(hierarchies.v2().orElseThrow(), config.cgroupsRoot());
        try {
            found.prepare();
            return found;
        } catch (IOException e) {
            log.warn("cgroups={} cannot be used: {}", config.cgroupsRoot(), e.getMessage());
            return new NoCgroups("the cgroups cannot be written (" + e.getMessage() + ")");
        }
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
