package io.mesocosm.containerizer.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.NodeShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic, and the files that it is written to, in folders in place of cgroups. */
final class NodeShareTest {
    private static final long GIGABYTE = 1L << 30;
    private static final long LIMIT = GIGABYTE + (64L << 20);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        // cpus, of the node's, pods' weight, beside it
        "1,   2,  2048, 2048",
        "0.5, 2,  2048, 683",
        "3,   4,  4096, 12288",
        "3,   4,  158,  474",
        "12,  16, 100,  300",
        "4,   4,  4096, 409600"
    })
    void weightsAreAsTheParts(double cpus, double node, long pods, long beside) {
        assertThat(new NodeShare(cpus, node, GIGABYTE, 1000).weightBeside(pods)).isEqualTo(beside);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 16384", "0.5, 2, 8192", "4, 4, 29491"})
    void leavesProcessesToPods(double cpus, double node, long limit) {
        assertThat(new NodeShare(cpus, node, GIGABYTE, 32768).processLimit()).isEqualTo(limit);
    }

    private Path group(Path at, Map<String, String> files) throws IOException {
        Files.createDirectories(at);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(at.resolve(file.getKey()), file.getValue());
        }
        return at;
    }

    @Test
    void isWrittenBesideTheSharesOfPods() throws IOException {
        Path cpu = group(folder.resolve("cpu/mesos"), Map.of("cpu.shares", "1024"));
        Path memory = group(folder.resolve("memory/mesos"), Map.of("memory.limit_in_bytes", "-1"));
        Path pids = group(folder.resolve("pids/mesos"), Map.of("pids.max", "max"));
        group(folder.resolve("cpu/kubepods"), Map.of("cpu.shares", "4096"));
        Hierarchies trees =
                new Hierarchies(
                        Map.of(
                                "cpu",
                                folder.resolve("cpu"),
                                "memory",
                                folder.resolve("memory"),
                                "pids",
                                folder.resolve("pids")),
                        Optional.empty());

        new CgroupsV1(trees, Root.at("mesos"), false).share(new NodeShare(3, 4, GIGABYTE, 32768));

        assertThat(cpu.resolve("cpu.shares")).hasContent("12288");
        assertThat(memory.resolve("memory.limit_in_bytes")).hasContent(Long.toString(LIMIT));
        assertThat(pids.resolve("pids.max")).hasContent("24576");
    }

    @Test
    void isWrittenBesideTheWeightOfPods() throws IOException {
        group(folder, Map.of("cgroup.controllers", "cpu memory pids"));
        Path root =
                group(
                        folder.resolve("mesos"),
                        Map.of("cpu.weight", "1", "memory.max", "max", "pids.max", "max"));
        Path pods = group(folder.resolve("kubepods.slice"), Map.of("cpu.weight", "158"));
        CgroupsV2 cgroups = new CgroupsV2(folder, Root.at("mesos"));

        cgroups.share(new NodeShare(3, 4, GIGABYTE, 32768));
        assertThat(root.resolve("cpu.weight")).hasContent("474");
        assertThat(root.resolve("memory.max")).hasContent(Long.toString(LIMIT));
        assertThat(root.resolve("pids.max")).hasContent("24576");

        Files.writeString(pods.resolve("cpu.weight"), "79");
        cgroups.share(new NodeShare(3, 4, GIGABYTE, 32768));
        assertThat(root.resolve("cpu.weight")).hasContent("237");
    }

    @Test
    void withoutPodsAGroupHasWhatItWouldHaveBesideThem() throws IOException {
        Path cpu = group(folder.resolve("cpu/mesos"), Map.of("cpu.shares", "1024"));
        group(folder.resolve("memory/mesos"), Map.of("memory.limit_in_bytes", "-1"));
        Hierarchies trees =
                new Hierarchies(
                        Map.of("cpu", folder.resolve("cpu"), "memory", folder.resolve("memory")),
                        Optional.empty());

        new CgroupsV1(trees, Root.at("mesos"), false).share(new NodeShare(1, 2, GIGABYTE, 32768));

        assertThat(cpu.resolve("cpu.shares")).hasContent("2048");
    }

    /** A unit of systemd's that keeps the group above. */
    private static final class Unit implements Keeper {
        private final List<String> orders = new ArrayList<>();

        @Override
        public String group() {
            return "tasks.service";
        }

        @Override
        public void weigh(String property, long weight) {
            orders.add(property + "=" + weight);
        }

        @Override
        public void ensure() {}

        @Override
        public void release() {
            orders.add("release");
        }
    }

    @Test
    void weightInAUnitOfSystemdIsTheUnits() throws IOException {
        Unit unit = new Unit();
        Path above = group(folder.resolve("tasks.service"), Map.of("cpu.weight", "100"));
        group(above, Map.of("cgroup.controllers", "cpu memory pids"));
        Path root =
                group(
                        above.resolve("mesos"),
                        Map.of("cpu.weight", "1", "memory.max", "max", "pids.max", "max"));
        group(folder.resolve("kubepods.slice"), Map.of("cpu.weight", "158"));
        CgroupsV2 cgroups = new CgroupsV2(folder, Root.within(unit, "mesos"));

        cgroups.share(new NodeShare(3, 4, GIGABYTE, 32768));
        assertThat(root.resolve("cpu.weight")).hasContent("1");
        assertThat(root.resolve("memory.max")).hasContent(Long.toString(LIMIT));
        assertThat(root.resolve("pids.max")).hasContent("24576");
        assertThat(unit.orders).containsExactly("CPUWeight=474");

        Files.writeString(above.resolve("cpu.weight"), "474");
        cgroups.share(new NodeShare(3, 4, GIGABYTE, 32768));
        assertThat(unit.orders).hasSize(1);
    }

    @Test
    void sharesInAUnitOfSystemdAreTheUnits() throws IOException {
        Unit unit = new Unit();
        Path above = group(folder.resolve("cpu/tasks.service"), Map.of("cpu.shares", "1024"));
        Path cpu = group(above.resolve("mesos"), Map.of("cpu.shares", "1024"));
        group(folder.resolve("cpu/kubepods.slice"), Map.of("cpu.shares", "4096"));
        group(folder.resolve("memory/tasks.service/mesos"), Map.of("memory.limit_in_bytes", "-1"));
        Hierarchies trees =
                new Hierarchies(
                        Map.of("cpu", folder.resolve("cpu"), "memory", folder.resolve("memory")),
                        Optional.empty());

        new CgroupsV1(trees, Root.within(unit, "mesos"), false)
                .share(new NodeShare(3, 4, GIGABYTE, 32768));

        assertThat(unit.orders).containsExactly("CPUShares=12288");
        assertThat(cpu.resolve("cpu.shares")).hasContent("1024");
    }

    @Test
    void unitOfSystemdIsGivenBackWithTheLastThatIsInIt() throws IOException {
        Unit unit = new Unit();
        Files.createDirectories(folder.resolve("tasks.service/holder"));
        Path mesos = Files.createDirectories(folder.resolve("tasks.service/mesos/supervisors"));
        Path other = Files.createDirectories(folder.resolve("tasks.service/other/supervisors"));

        new CgroupsV2(folder, Root.within(unit, "mesos")).vacate();
        assertThat(mesos).doesNotExist();
        assertThat(unit.orders).isEmpty();

        new CgroupsV2(folder, Root.within(unit, "other")).vacate();
        assertThat(other).doesNotExist();
        assertThat(unit.orders).containsExactly("release");
    }
}
