package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.cgroup.CgroupSettings;
import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.systemd.TasksUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A corner of this machine for one test: a cgroup root of its own, and the proof that it is left
 * clean.
 */
final class TestMachine {
    private static final AtomicInteger NEXT = new AtomicInteger();

    /**
     * The directory of a systemd that is to be asked for a unit, where the tests are run with one.
     */
    private static final @Nullable String SYSTEMD = System.getProperty("mesocosm.systemd");

    private final String cgroups =
            "mesocosm-test-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    private final Path runtime;

    TestMachine(Path runtime) {
        this.runtime = runtime;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    LinuxContainerizerConfig config() {
        CgroupSettings settings = CgroupSettings.at(cgroups);
        return LinuxContainerizerConfig.at(runtime)
                .withCgroups(SYSTEMD == null ? settings : settings.withSystemd(Path.of(SYSTEMD)));
    }

    Containerizer open() throws IOException {
        return LinuxContainerizer.open(config());
    }

    String cgroups() {
        return cgroups;
    }

    private List<Path> roots() throws IOException {
        Hierarchies found = Hierarchies.detect();
        return Stream.concat(found.v1().values().stream(), found.v2().stream())
                .flatMap(
                        mount ->
                                Stream.of(mount, mount.resolve(TasksUnit.NAME))
                                        .map(above -> above.resolve(cgroups)))
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** Group, mount, namespace or process: nothing of the containers is left. */
    void assertClean() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path root : roots()) {
            try (Stream<Path> groups = Files.list(root)) {
                groups.filter(Files::isDirectory)
                        .filter(group -> !group.endsWith("supervisors"))
                        .forEach(group -> left.add(group.toString()));
            }
        }
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(runtime.toString()))
                .forEach(left::add);
        ProcessHandle.allProcesses()
                .map(TestMachine::commandLine)
                .filter(line -> line.contains(runtime.toString()))
                .forEach(left::add);
        assertThat(left).isEmpty();
        removeRoots();
    }

    private void removeRoots() throws IOException {
        for (Path root : roots()) {
            try {
                Files.deleteIfExists(root.resolve("supervisors"));
                Files.deleteIfExists(root);
            } catch (IOException e) {
                throw new UncheckedIOException("supervisors are left in " + root, e);
            }
        }
    }

    /** As its starter gave it: a supervisor's program is in memory and has no path. */
    static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }
}
