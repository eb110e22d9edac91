package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an agent in a pod must share with its machine, so that containers can live there. */
final class Pod {
    private Pod() {}

    static void requireSharing(Path folder, boolean root) throws IOException {
        if (!root) {
            throw new IOException("--host_namespaces needs root, in a privileged container");
        }
        if (ProcessHandle.current().pid() == 1) {
            throw new IOException(
                    "--host_namespaces needs the machine's processes: give the pod hostPID: true");
        }
        HostRoot.OF_FIRST_PROCESS.requireShared(folder);
        if (!isShared(folder, Files.readAllLines(Path.of("/proc/self/mountinfo")))) {
            throw new IOException(
                    "mounts that the agent makes under "
                            + folder
                            + " would not be seen by containers: give the pod's volume"
                            + " mountPropagation: Bidirectional");
        }
    }

    /** Whether the mount that holds a folder is one of several that have all their mounts alike. */
    static boolean isShared(Path folder, List<String> mountinfo) {
        Optional<String[]> holder =
                mountinfo.stream()
                        .map(line -> line.split(" - ", 2)[0].split(" ", -1))
                        .filter(field -> field.length > 5 && folder.startsWith(field[4]))
                        // Of two mounts at one place the later one is seen.
                        .reduce((one, next) -> depth(next) >= depth(one) ? next : one);
        return holder.isPresent()
                && Arrays.stream(holder.get()).skip(6).anyMatch(f -> f.startsWith("shared:"));
    }

    private static int depth(String[] field) {
        return Path.of(field[4]).getNameCount();
    }
}
