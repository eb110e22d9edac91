package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.cgroup.Hierarchies;
import io.mesocosm.containerizer.supervisor.StartRecord;
import io.mesocosm.containerizer.systemd.TasksUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents in pods of a machine that a real systemd runs: tasks' cgroups are in a unit of its, and
 * what becomes of the unit, of systemd's files or of the agents does not become of tasks.
 */
@Tag("e2e")
class SystemdNodeTest {
    private static final String TREES = "/sys/fs/cgroup/";

    @TempDir Path temporary;
    private final String cgroups = new TestMachine(Path.of("/")).cgroups();
    private Path folder = Path.of("");
    private @Nullable TestNode running;

    @BeforeEach
    void boot() throws IOException {
        assumeTrue(TestMachine.isRoot(), "machines can be made by root only");
        assumeTrue(Files.isExecutable(Path.of("/lib/systemd/systemd")), "systemd is not installed");
        Hierarchies trees = Hierarchies.detect();
        assumeTrue(
                trees.usesV1() && trees.v1().containsKey("name=systemd") && trees.v2().isPresent(),
                "this machine has not the cgroup trees of v1 and v2 that a hybrid one has");
        folder = Files.createDirectory(temporary.resolve("shared"));
        Files.writeString(
                Files.createDirectory(temporary.resolve("machine-only")).resolve("marker"),
                "of the machine\n");
        for (Path open : List.of(temporary, folder)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        running = TestNode.underSystemd(temporary, folder, cgroups + "-pod");
    }

    @AfterEach
    void shutDown() {
        if (running != null) {
            running.close();
        }
    }

    private TestNode node() {
        return requireNonNull(running);
    }

    private TestPods pods() {
        return new TestPods(node(), temporary, folder, cgroups);
    }

    private String unit(String property) throws IOException {
        return node().run("systemctl", "show", TasksUnit.NAME, "--property=" + property, "--value");
    }

    private String file(String path) throws IOException {
        return node().run("cat", TREES + path);
    }

    private List<String> groupsNamed(String name) throws IOException {
        return node().run("find", TREES, "-type", "d", "-name", name).lines().toList();
    }

    private void assertLivesIn(String root, StartRecord task) throws IOException {
        // In the tree that only systemd uses here, a task stays where its supervisor is.
        assertThat(pods().groups(task.taskPid()).lines())
                .allMatch(
                        line ->
                                line.endsWith(
                                        line.startsWith("0::")
                                                ? root + "/supervisors"
                                                : root + "/command/leaf"));
        assertThat(pods().groups(task.supervisorPid()).lines())
                .allMatch(line -> line.endsWith(root + "/supervisors"));
    }

    private void assertLimitsHold() throws IOException {
        String in = TasksUnit.NAME + "/" + cgroups;
        assertThat(file("cpu/" + in + "/command/cpu.shares")).isEqualTo("512");
        assertThat(file("memory/" + in + "/command/memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(file("memory/" + in + "/memory.limit_in_bytes")).isEqualTo("1140850688");
        assertThat(file("pids/" + in + "/pids.max")).isEqualTo("500");
    }

    @Test
    void tasksAreInAUnitOfSystemdAndOutliveItAndTheirAgents() throws Exception {
        Process first = pods().start("launch", "", "systemd");
        assertThat(pods().told("launch", first)).startsWith("Launched");
        StartRecord task = pods().record(PodAgent.COMMAND);
        String root = "/" + TasksUnit.NAME + "/" + cgroups;
        assertLivesIn(root, task);
        assertThat(unit("ActiveState")).isEqualTo("active");
        assertThat(unit("Delegate")).isEqualTo("yes");
        assertThat(node().run("readlink", "/proc/" + unit("MainPID") + "/exe"))
                .startsWith(folder + "/run/holder/");
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(file("cpu/" + TasksUnit.NAME + "/cpu.shares"))
                                        .isEqualTo("2048"));
        assertLimitsHold();
        String invocation = unit("InvocationID");

        node().run("systemctl", "daemon-reload");
        assertThat(file("cpu/" + TasksUnit.NAME + "/cpu.shares")).isEqualTo("2048");
        assertLimitsHold();

        node().killPod();
        Process second = pods().start("stay", "", "systemd");
        assertThat(pods().told("stay", second)).isEqualTo("[command]");
        assertThat(unit("InvocationID")).isEqualTo(invocation);

        node().run("systemctl", "restart", TasksUnit.NAME);
        assertThat(unit("ActiveState")).isEqualTo("active");
        assertThat(unit("InvocationID")).isNotEqualTo(invocation);
        assertLivesIn(root, task);
        assertLimitsHold();

        node().run("systemctl", "stop", TasksUnit.NAME);
        assertLivesIn(root, task);
        assertLimitsHold();

        node().killPod();
        Process third = pods().start("stay", "", "systemd");
        assertThat(pods().told("stay", third)).isEqualTo("[command]");
        assertThat(unit("ActiveState")).isEqualTo("active");
        assertLivesIn(root, task);
        assertLimitsHold();

        node().killPod();
        Process last = pods().start("recover", "", "systemd");
        assertThat(pods().told("recover", last)).isEqualTo("command: beside it, 42\n");
        assertThat(unit("LoadState")).isEqualTo("not-found");
        assertThat(groupsNamed(TasksUnit.NAME)).isEmpty();
        assertThat(groupsNamed(cgroups)).isEmpty();
    }

    @Test
    void containersOfAnAgentThatHadNoUnitAreFoundWhereTheyAre() throws Exception {
        Process first = pods().start("launch", "");
        assertThat(pods().told("launch", first)).startsWith("Launched");
        assertLivesIn("/" + cgroups, pods().record(PodAgent.COMMAND));

        node().killPod();
        Process second = pods().start("recover", "", "systemd");
        assertThat(pods().told("recover", second)).isEqualTo("command: beside it, 42\n");
        assertThat(unit("LoadState")).isEqualTo("not-found");
        assertThat(groupsNamed(cgroups)).isEmpty();
    }

    @Test
    void taskOfAnAgentWhoseEmptyUnitSomebodyHasStoppedGetsTheUnitBack() throws Exception {
        Process agent = pods().start("launch", "", "systemd", "late");
        Awaitility.await().until(() -> Files.exists(folder.resolve("opened")));
        node().run("systemctl", "stop", TasksUnit.NAME);
        assertThat(groupsNamed(TasksUnit.NAME)).doesNotContain(TREES + "cpu/" + TasksUnit.NAME);

        agent.outputWriter().append('\n').flush();
        assertThat(pods().told("launch", agent)).startsWith("Launched");
        assertThat(unit("ActiveState")).isEqualTo("active");
        assertLivesIn("/" + TasksUnit.NAME + "/" + cgroups, pods().record(PodAgent.COMMAND));
    }

    @Test
    void anAgentThatIsAServiceOfTheMachineKeepsTheContract() throws Exception {
        Path result = folder.resolve("result");
        Path log = temporary.resolve("suite.log");
        // Once its only process has ended the unit has started: nothing to wait for but that.
        node().run(
                        "systemd-run",
                        "--quiet",
                        "--property=Type=oneshot",
                        "--property=StandardOutput=append:" + log,
                        "--property=StandardError=append:" + log,
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-Dmesocosm.systemd=/run/systemd/system",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VirtualMachineSuite.class.getName(),
                        result.toString());
        assertThat(result).as(Files.readString(log)).exists();
        assertThat(Files.readString(result)).startsWith("succeeded=25 failed=0 skipped=0");
        assertThat(unit("LoadState")).isEqualTo("not-found");
        assertThat(groupsNamed(TasksUnit.NAME)).isEmpty();
    }
}
