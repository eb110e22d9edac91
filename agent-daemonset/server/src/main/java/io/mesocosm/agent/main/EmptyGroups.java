package io.mesocosm.agent.main;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the agent's own cgroups when it leaves a machine for good; those with processes in them
 * stay.
 */
final class EmptyGroups {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyGroups.class);

    private EmptyGroups() {}

    static void remove(String name) throws IOException {
        for (Path tree : trees()) {
            Path root = tree.resolve(name).normalize();
            if (root.startsWith(tree) && !root.equals(tree) && Files.isDirectory(root)) {
                removeBeneath(root);
            }
        }
    }

    private static List<Path> trees() throws IOException {
        List<Path> trees = new ArrayList<>();
        for (String mount : Files.readAllLines(Path.of("/proc/mounts"))) {
            String[] fields = mount.split(" ", -1);
            if (fields.length > 2 && (fields[2].equals("cgroup") || fields[2].equals("cgroup2"))) {
                trees.add(Path.of(fields[1]));
            }
        }
        return trees;
    }

    private static void removeBeneath(Path root) throws IOException {
        List<Path> groups;
        try (Stream<Path> walk = Files.walk(root)) {
            groups = walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        }
        for (Path group : groups) {
            try {
                Files.deleteIfExists(group);
            } catch (DirectoryNotEmptyException e) {
                LOG.warn("cgroup={} stays: another group is in it", group);
            } catch (FileSystemException e) {
                LOG.warn("cgroup={} stays: {}", group, e.getReason());
            }
        }
    }
}
