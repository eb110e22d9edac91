package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.Rlimit;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands on the base root file system that came with the agent. */
@Tag("e2e")
class BaseContainersTest extends ContainersWithImages {
    /** All that a container can see of how it was made. */
    private static final String LOOK =
            """
            busybox awk '{ opts = $0; sub(/.* - /, "", opts); split(opts, at, " ");
                    if ($5 == "/") print $6, at[1];
                    else if ($5 ~ "^/(proc|sys)/") print $5, substr($6, 1, 3);
                    else print $5, $6, at[1], at[2], at[3] }' \\
                    /proc/self/mountinfo | busybox sort
            busybox grep -E '^(Cap|NoNew|Seccomp:|Groups|Uid|Gid|Umask|Sig(Blk|Ign))' /proc/self/status
            busybox ls -lnR /dev | busybox awk '{ $3 = $4 = $7 = $8 = $9 = ""; print }'
            busybox cat /proc/self/limits /proc/self/cgroup /proc/self/oom_score_adj
            busybox env | busybox sort
            echo said >/dev/stdout
            busybox hostname; busybox pwd; umask; echo "I am $$"
            busybox ls /proc | busybox grep -v '[a-z]'
            busybox ls -l /proc/self/fd | busybox wc -l
            cat /proc/kcore /proc/keys | busybox wc -c
            echo 1 >/proc/sys/kernel/sysrq || echo kept
            """;

    private Path base;

    @BeforeEach
    void bringBase() throws IOException {
        Path files = temporary.resolve("files");
        base = TestRegistry.rootfs(files.resolve("base"));
        containerizer.close();
        containerizer = reopen(machine.config().withRuntimeFiles(files));
        containerizer.recover();
    }

    private static boolean byRuntime(Path directory) {
        return Files.exists(directory.resolve("config.json"));
    }

    private Path directory(String name) {
        return temporary.resolve("runtime/containers/" + name);
    }

    @Test
    void runsACommandOnItsOwnCopyOfTheBaseRootFileSystem() throws IOException {
        ContainerConfig.Builder writes =
                onBase("writes").shell("pwd; touch /written mine; test -e /etc/debian_version");
        launched(writes.build());
        assertThat(await(containerizer.awaitExit(ContainerId.of("writes"))).exitCode()).hasValue(1);
        assertThat(writes.build().sandbox().resolve("stdout")).hasContent("/mnt/mesos/sandbox");
        assertThat(writes.build().sandbox().resolve("mine")).exists();
        assertThat(output(onBase("reads").shell("test ! -e /written; id -u").build()))
                .isEqualTo("0\n");
        assertThat(output(onBase("user").user("65534:65534").shell("id -u").build()))
                .isEqualTo("65534\n");
        assertThat(base.resolve("written")).doesNotExist();
    }

    private void assertSame(String name, UnaryOperator<ContainerConfig.Builder> like)
            throws IOException {
        String image = output(like.apply(config(name + "-image", "plain").shell(LOOK)).build());
        ContainerConfig plain = like.apply(onBase(name + "-base").shell(LOOK)).build();
        assertThat(same(output(plain), name + "-base")).isEqualTo(same(image, name + "-image"));
        assertThat(byRuntime(directory(name + "-image"))).isTrue();
        assertThat(byRuntime(directory(name + "-base"))).as("started by the runtime").isFalse();
    }

    private static String same(String text, String name) {
        return text.replace("/" + name + "/", "/NAME/").replace("/" + name + "\n", "/NAME\n");
    }

    @Test
    void showsACommandWhatOneInAnImageSees() throws IOException {
        assertSame("plain", config -> config);
        assertSame(
                "app",
                config ->
                        config.user("app")
                                .logLimit(1 << 20)
                                .environment(Map.of("A", "b", "HOME", "/x")));
        assertSame("number", config -> config.user("65534:65534").hostname("named"));
        assertSame(
                "bound",
                config ->
                        config.user("app")
                                .workingDirectory("/not/there")
                                .privileges(
                                        new Privileges(
                                                Optional.of(Set.of("CHOWN", "KILL")),
                                                List.of(new Rlimit("RLMT_NOFILE", 77, 99)),
                                                Optional.empty(),
                                                true)));
        Privileges filtered = withoutChdir(false);
        assertSame("filtered", config -> config.privileges(filtered));
    }

    @Test
    void refusesACommandOnABaseThatDidNotComeWithTheAgent() throws IOException {
        containerizer.close();
        containerizer = reopen();
        containerizer.recover();
        assertThat(await(containerizer.launch(onBase("none").shell("true").build())))
                .isEqualTo(
                        new LaunchFailure(
                                Cause.ISOLATION,
                                "This agent has no base root file system: its --runtime_files have"
                                        + " no folder named base"));
    }

    @Test
    void startsOnlyTheFirstCommandOfAProfileByTheRuntime() throws IOException {
        Privileges bound = withoutChdir(true);
        for (String name : List.of("first", "second", "third")) {
            ContainerConfig config =
                    onBase(name)
                            .shell("cat /proc/self/status; cd / || echo kept; exec sleep 1000")
                            .privileges(bound)
                            .build();
            launched(config);
            assertThat(byRuntime(directory(name))).isEqualTo(name.equals("first"));
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(config.sandbox().resolve("stdout"))
                                            .content()
                                            .contains("Seccomp:\t2", "kept"));
            assertThat(said(config, "cat /proc/self/status; cd / || echo refused; pwd"))
                    .contains("Seccomp:\t2", "NoNewPrivs:\t1", "refused", "/mnt/mesos/sandbox");
        }
    }

    @Test
    void mountsVolumesWhereverTheyAreWanted() throws IOException {
        Path host = Files.createDirectory(temporary.resolve("host"));
        Files.writeString(host.resolve("data"), "from the host\n");
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(host.resolve("link"), elsewhere);
        ContainerConfig config =
                onBase("volumes")
                        .shell(
                                "cat /a/b/data /file; touch /a/b/x /file 2>&1 | grep -c Read-only;"
                                        + " echo s >/scratch/y; ls /mnt/mesos/sandbox/inner")
                        .volume(new Volume(new Volume.HostPath(host, false), "/a/b", true))
                        .volume(
                                new Volume(
                                        new Volume.HostPath(host.resolve("data"), false),
                                        "/file",
                                        true))
                        .volume(new Volume(new Volume.Tmpfs(1 << 20), "/scratch", false))
                        .volume(new Volume(new Volume.HostPath(host, false), "inner", false))
                        .build();
        assertThat(output(config).lines())
                .containsExactly("from the host", "from the host", "2", "data", "link");
        ContainerConfig through =
                onBase("through")
                        .shell("true")
                        .volume(new Volume(new Volume.HostPath(host, false), "/through", false))
                        .volume(new Volume(new Volume.Tmpfs(1 << 20), "/through/link/t", false))
                        .build();
        assertThat(await(containerizer.launch(through)))
                .isEqualTo(
                        new LaunchFailure(
                                Cause.COMMAND,
                                "Failed to mount /through/link/t: No such file or directory"));
        assertThat(elsewhere).as("what a volume's link leads to").isEmptyDirectory();
        assertThat(host.resolve("data")).hasContent("from the host");
    }

    @Test
    void endsWithAllItsProcessesWhenTheAgentWasAway() throws IOException {
        ContainerConfig config =
                onBase("away").shell("sleep 1000 & touch ready; read x <fifo; exit 5").build();
        Program.run(
                List.of("mkfifo", config.sandbox().resolve("fifo").toString()),
                Duration.ofSeconds(10));
        launched(config);
        long pid = containerizer.status(config.id()).orElseThrow().pid().orElseThrow();
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")))
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        containerizer.close();
        Files.writeString(config.sandbox().resolve("fifo"), "go\n");
        containerizer = reopen(machine.config().withRuntimeFiles(temporary.resolve("files")));
        containerizer.recover();
        assertThat(await(containerizer.awaitExit(config.id())).exitCode()).hasValue(5);
    }

    @Test
    void isToldOfMemoryAndOfProgramsThatAreNotThere() throws IOException {
        ContainerConfig hungry =
                onBase("hungry").shell("x=$(busybox yes)").limits(Limits.of(1, 32 << 20)).build();
        launched(hungry);
        assertThat(await(containerizer.awaitExit(hungry.id())).memory()).isPresent();
        ContainerConfig absent =
                onBase("absent").command(new Command.Program("/bin/absent", List.of("a"))).build();
        assertThat(await(containerizer.launch(absent)))
                .isEqualTo(
                        new LaunchFailure(
                                Cause.COMMAND,
                                "Failed to execute /bin/absent: No such file or directory"));
        ContainerConfig sourceless =
                onBase("sourceless")
                        .shell("true")
                        .volume(
                                new Volume(
                                        new Volume.HostPath(Path.of("/no/such"), false),
                                        "/a",
                                        false))
                        .build();
        assertThat(await(containerizer.launch(sourceless)))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> assertThat(failure.message()).contains("'/no/such'"));
    }

    /** Whoever could write it from inside would be root on the machine. */
    @Test
    void givesNoContainerTheSupervisorsProgramToWrite() throws IOException {
        Command itself = new Command.Program("/proc/self/exe", List.of("supervisor", "hold"));
        ContainerConfig started = onBase("started").command(itself).build();
        long pid = launched(started).status().pid().orElseThrow();
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")))
                .asString()
                .startsWith("/memfd:");
        for (ContainerConfig.Builder into : List.of(onBase("base"), config("image", "plain"))) {
            ContainerConfig config = into.shell("sleep 1000").build();
            launched(config);
            containerizer.exec(
                    config.id(), new ExecConfig(itself, Map.of(), Optional.empty(), false));
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(said(config, "ls -l /proc/*/exe 2>/dev/null"))
                                            .contains("/memfd:")
                                            .doesNotContain("programs"));
            assertThat(
                            said(
                                    config,
                                    "for exe in /proc/*/exe; do case $(busybox readlink $exe) in"
                                            + " /memfd:*) (echo >$exe) 2>&1; esac; done"))
                    .contains("Text file busy");
        }
    }
}
