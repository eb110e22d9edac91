package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.RecoveredContainer;
import io.mesocosm.containerizer.Rlimit;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Usage;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.containerizer.program.Program;
import io.mesocosm.containerizer.supervisor.StartRecord;
import io.mesocosm.containerizer.systemd.TasksUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands in real cgroups: what they get, how their end is told, and what survives whose death.
 */
@Tag("e2e")
class CommandContainersTest {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    @TempDir Path temporary;
    private TestMachine machine;
    private Containerizer containerizer;
    private int sandboxes;

    @BeforeAll
    static void needsRoot() {
        assumeTrue(TestMachine.isRoot(), "cgroups can be made by root only");
    }

    @BeforeEach
    void open() throws IOException {
        machine = new TestMachine(temporary.resolve("runtime"));
        containerizer = machine.open();
        containerizer.recover();
    }

    @AfterEach
    void isClean() throws IOException {
        for (ContainerId id : containerizer.containers()) {
            if (id.parent() == null) {
                await(containerizer.destroy(id));
                containerizer.remove(id);
            }
        }
        containerizer.close();
        Awaitility.await().untilAsserted(machine::assertClean);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private ContainerConfig.Builder config(String name) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
        return ContainerConfig.builder(ContainerId.of(name), sandbox);
    }

    private ContainerConfig launched(ContainerConfig.Builder builder) {
        ContainerConfig config = builder.build();
        assertThat(await(containerizer.launch(config))).isInstanceOf(Launched.class);
        return config;
    }

    private Termination end(ContainerConfig config) {
        return await(containerizer.awaitExit(config.id()));
    }

    private String output(ContainerConfig.Builder builder) throws IOException {
        ContainerConfig config = launched(builder);
        end(config);
        return Files.readString(config.sandbox().resolve("stdout"));
    }

    private StartRecord started(ContainerConfig config) throws IOException {
        Path directory = machine.config().runtimeDir().resolve("containers/" + config.id().value());
        return StartRecord.read(directory).orElseThrow();
    }

    private static void kill(long pid, int signal) throws IOException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().onExit().join();
    }

    @Test
    void givesExactlyTheEnvironmentAskedForAndAPath() throws IOException {
        Command env = new Command.Program("env", List.of("env"));
        assertThat(
                        output(config("c").command(env).environment(Map.of("A", "1 2", "B", "")))
                                .lines())
                .containsExactlyInAnyOrder(
                        "A=1 2",
                        "B=",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Test
    void passesArgumentsAsTheyAre() throws IOException {
        Command command =
                new Command.Program(
                        "/bin/sh", List.of("argv0", "-c", "echo \"$0|$1\"", "a b", "*"));
        assertThat(output(config("c").command(command))).isEqualTo("a b|*\n");
    }

    @Test
    void startsInTheSandboxOrTheWorkingDirectory() throws IOException {
        ContainerConfig config = launched(config("c").shell("pwd"));
        end(config);
        assertThat(config.sandbox().resolve("stdout")).hasContent(config.sandbox().toString());
        assertThat(output(config("d").shell("pwd").workingDirectory("/usr"))).isEqualTo("/usr\n");
    }

    @Test
    void runsAsTheUserWithItsGroupsAndFiles() throws IOException {
        ContainerConfig.Builder builder =
                config("c").user("nobody").workingDirectory("/").shell("id -un; id -G");
        ContainerConfig config = launched(builder);
        end(config);
        assertThat(config.sandbox().resolve("stdout")).hasContent("nobody\n65534");
        assertThat(Files.getOwner(config.sandbox().resolve("stdout")).getName())
                .isEqualTo("nobody");
    }

    @Test
    void refusesAnUnknownUser() throws IOException {
        assertFailure(
                config("c").user("no-such-user").shell("exit 0"), Cause.INVALID, "no-such-user");
    }

    private void assertFailure(ContainerConfig.Builder builder, Cause cause, String text) {
        LaunchResult result = await(containerizer.launch(builder.build()));
        assertThat(result)
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> {
                            assertThat(failure.message()).contains(text);
                            assertThat(failure.cause()).isEqualTo(cause);
                        });
    }

    @Test
    void refusesWhatTheMachineCannotGrant() throws IOException {
        Privileges capability =
                new Privileges(
                        Optional.of(Set.of("CAP_NO_SUCH")), List.of(), Optional.empty(), false);
        assertFailure(
                config("c").privileges(capability).shell("exit 0"), Cause.ISOLATION, "CAP_NO_SUCH");
        assertFailure(
                config("d").workingDirectory("/no/such").shell("exit 0"),
                Cause.COMMAND,
                "/no/such");
    }

    @Test
    void givesRlimitsAndTakesRights() throws IOException {
        Privileges few =
                new Privileges(
                        Optional.of(Set.of("CHOWN")),
                        List.of(new Rlimit("RLMT_NOFILE", 111, 222)),
                        Optional.empty(),
                        true);
        String text =
                output(
                        config("c")
                                .privileges(few)
                                .shell(
                                        "ulimit -Sn; ulimit -Hn; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status"));
        assertThat(text.lines().map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly(
                        "111",
                        "222",
                        "CapEff: 0000000000000001",
                        "CapBnd: 0000000000000001",
                        "NoNewPrivs: 1");
    }

    @Test
    void writesLimitsThatHold() throws IOException {
        Limits limits = Limits.of(0.5, 64 << 20).withCpuQuota(0.25).withPids(50);
        ContainerConfig config = launched(config("c").shell("sleep 1000").limits(limits));
        Usage usage = containerizer.usage(config.id()).orElseThrow();
        assertThat(usage.memLimitBytes()).hasValue(64 << 20);
        assertThat(usage.cpusLimit()).hasValue(0.25);
        assertThat(usage.processes().orElseThrow()).isBetween(1L, 2L);
        assertThat(containerizer.update(config.id(), Limits.none().withMemory(96 << 20, 96 << 20)))
                .isEmpty();
        assertThat(containerizer.usage(config.id()).orElseThrow().memLimitBytes())
                .hasValue(96 << 20);
    }

    @Test
    void refusesMoreProcessesThanTheLimit() throws IOException {
        ContainerConfig config =
                launched(
                        config("c")
                                .limits(Limits.none().withPids(3))
                                .shell("sleep 100 & sleep 100 & sleep 100 & sleep 100 & echo all"));
        end(config);
        assertThat(Files.readString(config.sandbox().resolve("stderr")))
                .containsIgnoringCase("cannot fork");
    }

    @Test
    void reportsAnExceededMemoryLimitAlsoWhenOnlyAChildIsKilled() throws IOException {
        ContainerConfig config =
                launched(
                        config("c").limits(Limits.of(1, 32 << 20)).shell("(x=$(yes)); sleep 1000"));
        Termination end = end(config);
        assertThat(end.signal()).hasValue(SIGKILL);
        assertThat(end.memory().orElseThrow().message())
                .isEqualTo("Memory limit exceeded: Requested: 32MB Maximum Used: 32MB");
    }

    @Test
    void holdsThePodsMemoryLimitForItsTasks() throws IOException {
        ContainerConfig pod = launched(config("pod").limits(Limits.of(1, 32 << 20)));
        ContainerConfig task =
                ContainerConfig.builder(pod.id().child("t"), pod.sandbox())
                        .shell("x=$(yes)")
                        .build();
        assertThat(await(containerizer.launch(task))).isInstanceOf(Launched.class);
        assertThat(end(task).memory()).isPresent();
    }

    @Test
    void losesNoOutput() throws IOException {
        String text =
                output(
                        config("c")
                                .shell(
                                        "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"));
        assertThat(text.lines()).hasSize(20000).last().isEqualTo("line 19999");
    }

    @Test
    void rotatesOutputWithoutLosingIt() throws IOException {
        ContainerConfig config =
                launched(
                        config("c")
                                .logLimit(60_000)
                                .shell(
                                        "i=0; while [ $i -lt 10000 ]; do echo line $i; i=$((i+1)); done"));
        end(config);
        String both =
                Files.readString(config.sandbox().resolve("stdout.1"))
                        + Files.readString(config.sandbox().resolve("stdout"));
        assertThat(both).endsWith("line 9999\n");
        assertThat(Files.size(config.sandbox().resolve("stdout.1"))).isLessThanOrEqualTo(60_000);
    }

    @Test
    void endsWhatTheCommandLeftBehind() throws IOException {
        ContainerConfig config =
                launched(config("c").shell("setsid sleep 1000 & (setsid sleep 1001 &) ; echo $!"));
        assertThat(end(config).exitCode()).hasValue(0);
        long left = Long.parseLong(Files.readString(config.sandbox().resolve("stdout")).strip());
        assertThat(ProcessHandle.of(left).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }

    @Test
    void signalsEveryProcessOfTheTree() throws IOException {
        ContainerConfig config =
                launched(
                        config("c")
                                .shell(
                                        "trap 'echo parent; wait; exit 3' TERM; sh -c 'trap \"echo child; exit 0\" TERM; echo up; while :; do sleep 0.1; done' & wait"));
        Path stdout = config.sandbox().resolve("stdout");
        Awaitility.await().untilAsserted(() -> assertThat(stdout).hasContent("up"));
        containerizer.signal(config.id(), SIGTERM);
        assertThat(end(config).exitCode()).hasValue(3);
        assertThat(Files.readString(stdout).lines()).contains("parent", "child");
    }

    @Test
    void killsAContainerThatIgnoresSignals() throws IOException {
        ContainerConfig config =
                launched(config("c").shell("trap '' TERM; echo up; while :; do sleep 1; done"));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(config.sandbox().resolve("stdout")).hasContent("up"));
        containerizer.signal(config.id(), SIGTERM);
        assertThat(containerizer.status(config.id())).isPresent();
        assertThat(await(containerizer.destroy(config.id())).signal()).hasValue(SIGKILL);
    }

    @Test
    void seesVolumesWithoutAnImage() throws IOException {
        Path host = Files.createDirectory(temporary.resolve("host"));
        Files.writeString(host.resolve("data"), "held");
        ContainerConfig.Builder builder =
                config("c")
                        .volume(new Volume(new Volume.HostPath(host, false), "inside", true))
                        .volume(new Volume(new Volume.Tmpfs(1 << 20), "scratch", false))
                        .shell(
                                "cat inside/data; touch inside/x 2>/dev/null || echo readonly; touch scratch/y");
        assertThat(output(builder)).isEqualTo("heldreadonly\n");
        assertFailure(
                config("d")
                        .volume(new Volume(new Volume.SandboxPath("../x"), "y", false))
                        .shell("exit 0"),
                Cause.INVALID,
                "leads out of the sandbox");
        assertFailure(
                config("e")
                        .volume(
                                new Volume(
                                        new Volume.HostPath(Path.of("/no/such"), false),
                                        "y",
                                        false))
                        .shell("exit 0"),
                Cause.VOLUME,
                "/no/such");
    }

    @Test
    void ignoresAllSignalsButKillInTheSupervisor() throws IOException {
        ContainerConfig config = launched(config("c").shell("sleep 1000"));
        for (int signal : List.of(1, 2, 3, SIGTERM, 10)) {
            kill(started(config).supervisorPid(), signal);
        }
        containerizer.signal(config.id(), SIGTERM);
        assertThat(end(config).signal()).hasValue(SIGTERM);
    }

    @Test
    void destroysAContainerWhoseSupervisorIsKilled() throws IOException {
        ContainerConfig config = launched(config("c").shell("setsid sleep 1000 & sleep 1000"));
        long task = containerizer.status(config.id()).orElseThrow().pid().orElseThrow();
        kill(started(config).supervisorPid(), SIGKILL);
        assertThat(end(config)).isEqualTo(Termination.unknown());
        Awaitility.await().until(() -> ProcessHandle.of(task).isEmpty());
    }

    @Test
    void recordsTheEndOfATaskWhileNoAgentIsThere() throws IOException {
        ContainerConfig config =
                launched(config("c").shell("while [ ! -e go ]; do sleep 0.05; done; exit 42"));
        containerizer.close();
        Files.createFile(config.sandbox().resolve("go"));
        Path exit = machine.config().runtimeDir().resolve("containers/c/exit");
        Awaitility.await().until(() -> Files.exists(exit));
        containerizer = machine.open();
        assertThat(containerizer.recover())
                .extracting(RecoveredContainer::state)
                .containsExactly(new RecoveredContainer.Ended(Termination.exited(42)));
    }

    /**
     * Beside a container no systemd can start the unit again on cgroup v2, but for some versions.
     */
    @Test
    void goesOnWithAContainerWhoseUnitSomebodyHasStopped() throws IOException {
        assumeTrue(
                machine.config().cgroups().systemd().isPresent(),
                "these tests are run without systemd");
        ContainerConfig config =
                launched(config("c").shell("while [ ! -e go ]; do sleep 0.05; done; exit 42"));
        containerizer.close();
        systemctl("stop");

        containerizer = machine.open();
        assertThat(containerizer.recover())
                .extracting(RecoveredContainer::state)
                .allSatisfy(s -> assertThat(s).isInstanceOf(RecoveredContainer.Running.class));
        Files.createFile(config.sandbox().resolve("go"));
        assertThat(end(config)).isEqualTo(Termination.exited(42));
        containerizer.remove(config.id());
        containerizer.close();

        containerizer = machine.open();
        containerizer.recover();
        assertThat(systemctl("is-active")).isEqualTo("active\n");
    }

    private static String systemctl(String verb) throws IOException {
        return Program.run(List.of("systemctl", verb, TasksUnit.NAME), Duration.ofMinutes(1));
    }

    @Test
    void reportsAContainerWhoseSupervisorDiedWhileNoAgentWasThere() throws IOException {
        ContainerConfig config = launched(config("c").shell("sleep 1000"));
        StartRecord started = started(config);
        containerizer.close();
        kill(started.supervisorPid(), SIGKILL);
        Awaitility.await().until(() -> !started.supervisorLives());
        containerizer = machine.open();
        assertThat(containerizer.recover())
                .extracting(RecoveredContainer::state)
                .allSatisfy(state -> assertThat(state).isInstanceOf(RecoveredContainer.Lost.class));
        Awaitility.await().until(() -> ProcessHandle.of(started.taskPid()).isEmpty());
    }

    @Test
    void finishesAKillInWhoseMidstAnEarlierAgentDied() throws IOException {
        ContainerConfig config = launched(config("c").shell("sleep 1000"));
        StartRecord started = started(config);
        Optional<String> freezer =
                Files.readAllLines(Path.of("/proc/" + started.taskPid() + "/cgroup")).stream()
                        .filter(line -> line.contains(":freezer:"))
                        .map(line -> line.substring(line.lastIndexOf(':') + 1))
                        .findFirst();
        Assumptions.assumeTrue(freezer.isPresent(), "cgroup v2 kills all at once");
        containerizer.close();
        Files.writeString(
                Path.of("/sys/fs/cgroup/freezer" + freezer.orElseThrow())
                        .resolveSibling("freezer.state"),
                "FROZEN");

        containerizer = machine.open();
        containerizer.recover();

        assertThat(end(config).signal()).hasValue(SIGKILL);
    }

    @Test
    void goesOnWhenTheHelperIsKilled() throws IOException {
        ContainerConfig config = launched(config("c").shell("sleep 1000"));
        long helper =
                ProcessHandle.current()
                        .children()
                        .filter(p -> TestMachine.commandLine(p).startsWith(temporary.toString()))
                        .findFirst()
                        .orElseThrow()
                        .pid();
        kill(helper, SIGKILL);
        Awaitility.await().until(() -> containerizer.signal(config.id(), SIGTERM));
        assertThat(end(config).signal()).hasValue(SIGTERM);
        end(launched(config("d").shell("exit 0")));
    }

    @Test
    void launchesManyAtOnce() throws IOException {
        List<ContainerConfig> configs = new ArrayList<>();
        List<CompletionStage<LaunchResult>> launches = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ContainerConfig config = config("c" + i).shell("exit " + i).build();
            configs.add(config);
            launches.add(containerizer.launch(config));
        }
        launches.forEach(launch -> assertThat(await(launch)).isInstanceOf(Launched.class));
        for (int i = 0; i < 100; i++) {
            assertThat(end(configs.get(i)).exitCode()).hasValue(i);
        }
    }
}
