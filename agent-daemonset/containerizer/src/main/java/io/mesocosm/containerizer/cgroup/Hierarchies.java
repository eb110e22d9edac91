package io.mesocosm.containerizer.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where this machine's cgroup trees are mounted.
 *
 * @param v1 mount point of each v1 hierarchy, by each of its controllers (or {@code name=…})
 * @param v2 mount point of the v2 tree; on a hybrid machine its controllers are not ours to use
 */
public record Hierarchies(Map<String, Path> v1, Optional<Path> v2) {
    public Hierarchies {
        v1 = Map.copyOf(v1);
    }

    /** Reads {@code /proc/self/mountinfo}. */
    public static Hierarchies detect() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
    }

    static Hierarchies parse(List<String> mountinfo) {
        Map<String, Path> v1 = new TreeMap<>();
        Optional<Path> v2 = Optional.empty();
        for (String line : mountinfo) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
            if (left.length < 5 || right.length < 3) {
                continue;
            }
            Path mount = Path.of(left[4]);
            if (right[0].equals("cgroup2") && v2.isEmpty()) {
                v2 = Optional.of(mount);
            } else if (right[0].equals("cgroup")) {
                Arrays.stream(right[2].split(",", -1))
                        .filter(option -> !option.equals("rw") && !option.equals("ro"))
                        .forEach(controller -> v1.putIfAbsent(controller, mount));
            }
        }
        return new Hierarchies(v1, v2);
    }

    /** Whether limits are set through v1: any of the controllers that matter is mounted there. */
    public boolean usesV1() {
        return v1.containsKey("memory") || v1.containsKey("cpu") || v1.containsKey("pids");
    }

    /**
     * The v2 mount that an OCI runtime must not see, because it refuses hybrid machines (notes,
     * containers §0.1).
     */
    public Optional<Path> hiddenFromRuntime() {
        return usesV1() ? v2 : Optional.empty();
    }
}
