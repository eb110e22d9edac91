package io.mesocosm.containerizer.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.program.Program;
import io.mesocosm.containerizer.supervisor.StartRecord;
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
 * An agent in a pod, without Kubernetes. Everything in the pod's cgroups is killed; what the agent
 * started must not notice.
 */
@Tag("e2e")
class PodSurvivalTest {
    @TempDir Path temporary;
    private TestMachine machine = new TestMachine(Path.of("/"));
    private Path folder = Path.of("");
    private @Nullable TestNode running;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(TestMachine.isRoot(), "pods can be made by root only");
        folder = Files.createDirectory(temporary.resolve("shared"));
        machine = new TestMachine(folder.resolve("run"));
        Path shown = Files.createDirectory(temporary.resolve("machine-only"));
        Files.writeString(shown.resolve("marker"), "of the machine\n");
        for (Path open : List.of(temporary, folder)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        running = new TestNode(temporary, folder, machine.cgroups() + "-pod");
    }

    @AfterEach
    void clearUp() {
        if (running != null) {
            running.close();
            Awaitility.await().untilAsserted(machine::assertClean);
        }
    }

    private TestNode node() {
        return requireNonNull(running);
    }

    private TestPods pods() {
        return new TestPods(node(), temporary, folder, machine.cgroups());
    }

    private Process pod(String phase, String registry) throws IOException {
        return pods().start(phase, registry);
    }

    private String told(String phase, Process pod) throws IOException {
        return pods().told(phase, pod);
    }

    private StartRecord record(ContainerId id) throws IOException {
        return pods().record(id);
    }

    private String namespace(long pid, String kind) throws IOException {
        return node().run("readlink", "/proc/" + pid + "/ns/" + kind);
    }

    private String groups(long pid) throws IOException {
        return pods().groups(pid);
    }

    private String output(ContainerId id) throws IOException {
        return pods().output(id);
    }

    @Test
    void aCommandOutlivesThePodAndItsEndIsTold() throws Exception {
        Process first = pod("launch", "");
        assertThat(told("launch", first)).startsWith("Launched");
        StartRecord record = record(PodAgent.COMMAND);
        Awaitility.await().until(() -> output(PodAgent.COMMAND).lines().count() == 3);
        assertThat(output(PodAgent.COMMAND))
                .isEqualTo(
                        "nobody\nof the machine\n"
                                + Files.readString(Path.of("/proc/sys/kernel/hostname")));
        for (String kind : List.of("mnt", "uts", "ipc", "cgroup")) {
            assertThat(namespace(record.supervisorPid(), kind)).isEqualTo(namespace(1, kind));
        }
        String supervisors = "/" + machine.cgroups() + "/supervisors";
        assertThat(groups(record.supervisorPid()).lines())
                .allMatch(line -> line.endsWith(supervisors));
        assertThat(groups(record.taskPid())).doesNotContain("-pod");

        node().killPod();
        assertThat(first.waitFor()).isNotZero();
        assertThat(groups(record.taskPid())).contains(machine.cgroups());

        assertThat(told("recover", pod("recover", ""))).isEqualTo("command: beside it, 42\n");
    }

    @Test
    void anImagesContainerOutlivesThePodWithItsNetwork() throws Exception {
        for (String program : TestRegistry.NEEDED) {
            assumeTrue(Program.find(program).isPresent(), program + " is not installed");
        }
        try (TestRegistry registry = new TestRegistry(temporary)) {
            registry.push("library/web:latest", List.of("--config.cmd=/bin/sh"));
            Process first = pod("launch", registry.address());
            assertThat(told("launch", first)).contains(" Launched");
            StartRecord record = record(PodAgent.IMAGE);
            Awaitility.await().until(() -> !output(PodAgent.IMAGE).isEmpty());
            assertThat(output(PodAgent.IMAGE)).isEqualTo("hello from the image");

            node().killPod();
            assertThat(groups(record.taskPid())).contains(machine.cgroups());

            assertThat(told("recover", pod("recover", registry.address())).lines())
                    .containsExactlyInAnyOrder("command: beside it, 42", "image: beside it, 42");
        }
    }
}
