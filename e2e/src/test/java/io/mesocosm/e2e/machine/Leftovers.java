package io.mesocosm.e2e.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what a cluster has left: its processes, cgroups and mounts, and the network links and
 * namespaces of its name. What else happens on the machine is not looked at.
 */
public final class Leftovers {
    private final Path stateDirectory;
    private final String cgroupsRoot;
    private final Pattern networkNames;

    /**
     * @param stateDirectory under which all its mounts are, and which its command lines name
     * @param cgroupsRoot the name of its cgroup in each tree
     * @param networkNames what its links and network namespaces are called
     */
    public Leftovers(Path stateDirectory, String cgroupsRoot, Pattern networkNames) {
        this.stateDirectory = stateDirectory;
        this.cgroupsRoot = cgroupsRoot;
        this.networkNames = networkNames;
    }

    /** One line for each thing left. */
    public List<String> find() {
        List<String> found = new ArrayList<>();
        for (HostProcess process : HostProcess.all()) {
            if (process.isAlive() && belongs(process)) {
                found.add("process " + process.pid() + ": " + process.commandLine());
            }
        }
        cgroups().forEach(path -> found.add("cgroup " + path));
        mounts().forEach(line -> found.add("mount " + line));
        ours("/sys/class/net").forEach(name -> found.add("network link " + name));
        ours("/run/netns").forEach(name -> found.add("network namespace " + name));
        return found;
    }

    private List<String> ours(String directory) {
        return names(directory).stream()
                .filter(name -> networkNames.matcher(name).matches())
                .toList();
    }

    private boolean belongs(HostProcess process) {
        return process.cgroups().contains("/" + cgroupsRoot)
                || process.commandLine().contains(stateDirectory.toString());
    }

    private List<String> cgroups() {
        List<String> found = new ArrayList<>();
        Path root = Path.of("/sys/fs/cgroup");
        for (String controller : names(root.toString())) {
            Path path = root.resolve(controller).resolve(cgroupsRoot);
            if (Files.exists(path)) {
                found.add(path.toString());
            }
        }
        if (Files.exists(root.resolve(cgroupsRoot))) {
            found.add(root.resolve(cgroupsRoot).toString());
        }
        return found;
    }

    private List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .filter(line -> line.contains(" " + stateDirectory + "/"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("reading the mounts", e);
        }
    }

    private static Set<String> names(String directory) {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            Set<String> names = new TreeSet<>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        } catch (IOException e) {
            return Set.of();
        }
    }
}
