package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.cgroup.Cgroups;
import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.image.Images;
import io.mesocosm.containerizer.network.Networks;
import io.mesocosm.containerizer.supervisor.StartRecord;
import io.mesocosm.containerizer.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parts that launch, ending and recovery work with. */
record Toolbox(
        LinuxContainerizerConfig config,
        boolean root,
        Hierarchies hierarchies,
        Cgroups cgroups,
        Supervisors supervisors,
        Path program,
        Optional<Path> base,
        Images images,
        SeccompProfiles seccomp,
        Networks networks) {

    /** The supervisor's program in a mode, which it enters where containers live. */
    List<String> supervisor(String... mode) {
        return supervisor(program, config, List.of(mode));
    }

    static List<String> supervisor(
            Path program, LinuxContainerizerConfig config, List<String> mode) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (config.hostNamespaces()) {
            command.add("host");
        }
        command.addAll(mode);
        return command;
    }

    /** All processes of a container, nested ones included where cgroups tell. */
    Set<Long> processes(Container container) throws IOException {
        if (!cgroups.features().isEmpty()) {
            return cgroups.processes(container.id());
        }
        return StartRecord.read(container.directory()).map(Processes::of).orElse(Set.of());
    }
}
