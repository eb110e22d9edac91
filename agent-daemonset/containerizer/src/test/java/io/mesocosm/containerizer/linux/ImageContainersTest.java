package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers with images and networks of their own, from a registry on this machine. */
@Tag("e2e")
class ImageContainersTest {
    private static final String BRIDGE = "mctest0";
    private static TestRegistry registry;

    @TempDir static Path shared;
    @TempDir Path temporary;
    private TestMachine machine;
    private Containerizer containerizer;
    private int sandboxes;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(TestMachine.isRoot(), "images need root");
        for (String program : TestRegistry.NEEDED) {
            assumeTrue(Program.find(program).isPresent(), program + " is not installed");
        }
        registry = new TestRegistry(shared);
        registry.push(
                "library/web:latest",
                List.of(
                        "--config.cmd=/bin/httpd",
                        "--config.cmd=-f",
                        "--config.cmd=-h",
                        "--config.cmd=/www",
                        "--config.env=FROM_IMAGE=yes",
                        "--config.env=BOTH=image",
                        "--config.workingdir=/www"));
        registry.push(
                "tools/asuser:1",
                List.of(
                        "--config.user=app",
                        "--config.entrypoint=/bin/sh",
                        "--config.entrypoint=-c",
                        "--config.cmd=exit 9"));
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        machine = new TestMachine(temporary.resolve("runtime"));
        containerizer = reopen();
        containerizer.recover();
    }

    private Containerizer reopen() throws IOException {
        return reopen(machine.config());
    }

    private static Containerizer reopen(LinuxContainerizerConfig config) throws IOException {
        return LinuxContainerizer.open(
                config.withImages(config.images().withRegistry("http://" + registry.address()))
                        .withNetworks(config.networks().withBridge(BRIDGE, "10.249.7.0/24")));
    }

    @AfterEach
    void isClean() throws IOException {
        for (ContainerId id : containerizer.containers()) {
            await(containerizer.destroy(id));
            containerizer.remove(id);
        }
        containerizer.close();
        machine.assertClean();
        assertThat(rules()).doesNotContain("10.249.7.");
        assertThat(Program.run(List.of("ip", "-o", "link"), Duration.ofSeconds(10)))
                .doesNotContain(BRIDGE);
    }

    private static String rules() throws IOException {
        return Program.run(List.of("iptables", "-t", "nat", "-S"), Duration.ofSeconds(10));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private ContainerConfig.Builder config(String name, String image) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
        return ContainerConfig.builder(ContainerId.of(name), sandbox).image(image, false);
    }

    private ContainerConfig.Builder onBase(String name) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
        return ContainerConfig.builder(ContainerId.of(name), sandbox)
                .rootFilesystem(new RootFilesystem.Base());
    }

    private Launched launched(ContainerConfig config) {
        LaunchResult result = await(containerizer.launch(config));
        assertThat(result).isInstanceOf(Launched.class);
        return (Launched) result;
    }

    private String output(ContainerConfig config) throws IOException {
        launched(config);
        Termination end = await(containerizer.awaitExit(config.id()));
        String text = Files.readString(config.sandbox().resolve("stdout"));
        assertThat(end.exitCode())
                .as(text + Files.readString(config.sandbox().resolve("stderr")))
                .hasValue(0);
        return text;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static String get(String host, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean answers(String host, int port) {
        try {
            return get(host, port).contains("hello from the image");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void servesAPageThroughTheBridgeAtEveryAddressOfTheHost() throws IOException {
        int port = freePort();
        ContainerConfig config =
                config("web", "web")
                        .command(new Command.ImageDefault(List.of()))
                        .network(
                                new Network.Bridge(
                                        List.of(
                                                new PortMapping(
                                                        port, 80, PortMapping.Protocol.TCP))))
                        .build();
        Launched launched = launched(config);
        InetAddress own = launched.status().addresses().getFirst();
        assertThat(own.getHostAddress()).startsWith("10.249.7.");
        Awaitility.await().until(() -> answers("127.0.0.1", port));
        Awaitility.await().until(() -> answers("10.249.7.1", port));
        Awaitility.await().until(() -> answers(own.getHostAddress(), 80));
        try (Connection inside = containerizer.connect(config.id(), 80, Duration.ofSeconds(5))) {
            inside.output().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            inside.output().flush();
            assertThat(new String(inside.input().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("hello from the image");
        }
    }

    @Test
    void runsACommandOnItsOwnCopyOfTheBaseRootFileSystem() throws IOException {
        Path files = temporary.resolve("files");
        Path base = TestRegistry.rootfs(files.resolve("base"));
        containerizer.close();
        containerizer = reopen(machine.config().withRuntimeFiles(files));
        containerizer.recover();
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

    private Privileges withoutChdir(boolean noNewPrivileges) throws IOException {
        Path profile =
                Files.writeString(
                        temporary.resolve("profile.json"),
                        """
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"names": ["chdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38,
                   "excludes": {"caps": ["CAP_SYS_ADMIN"]}}]}
                """);
        return new Privileges(Optional.empty(), List.of(), Optional.of(profile), noNewPrivileges);
    }

    @Test
    void forbidsTheSystemCallsThatAProfileForbids() throws IOException {
        ContainerConfig.Builder config =
                config("filtered", "web")
                        .shell("cat /proc/self/status; cd /old && echo moved")
                        .privileges(withoutChdir(false));
        launched(config.build());
        assertThat(await(containerizer.awaitExit(ContainerId.of("filtered"))).exitCode())
                .isNotEqualTo(OptionalInt.of(0));
        assertThat(config.build().sandbox().resolve("stdout"))
                .content()
                .contains("Seccomp:\t2")
                .doesNotContain("moved");
        assertThat(config.build().sandbox().resolve("stderr"))
                .content()
                .contains("Function not implemented");
    }

    @Test
    void refusesACommandOnABaseThatDidNotComeWithTheAgent() throws IOException {
        assertThat(await(containerizer.launch(onBase("none").shell("true").build())))
                .isEqualTo(
                        new LaunchFailure(
                                Cause.ISOLATION,
                                "This agent has no base root file system: its --runtime_files have"
                                        + " no folder named base"));
    }

    @Test
    void keepsABridgedContainerOverARestartAndReleasesItAfterwards() throws IOException {
        int port = freePort();
        ContainerConfig config =
                config("web", "web")
                        .command(new Command.ImageDefault(List.of()))
                        .network(
                                new Network.Bridge(
                                        List.of(
                                                new PortMapping(
                                                        port, 80, PortMapping.Protocol.TCP))))
                        .build();
        Launched before = launched(config);
        containerizer.close();
        containerizer = reopen();
        assertThat(containerizer.recover()).hasSize(1);
        assertThat(containerizer.status(config.id())).contains(before.status());
        Awaitility.await().until(() -> answers("127.0.0.1", port));
        containerizer.signal(config.id(), 15);
        await(containerizer.destroy(config.id()));
        assertThat(rules()).doesNotContain("--dport " + port);
    }

    @Test
    void mergesEnvironmentAndWorkingDirectoryOfImageAndTask() throws IOException {
        String text =
                output(
                        config("c", "web")
                                .shell(
                                        "env; pwd; test -e /old/file || echo whiteout; cat /proc/self/cgroup | head -n 0")
                                .environment(Map.of("BOTH", "task", "MINE", "1"))
                                .build());
        assertThat(text.lines())
                .contains("FROM_IMAGE=yes", "BOTH=task", "MINE=1", "/www", "whiteout");
    }

    @Test
    void runsAsTheUserOfTheImagesOwnPasswd() throws IOException {
        assertThat(output(config("c", "tools/asuser:1").shell("id").build()))
                .contains("uid=1234(app) gid=2345(app) groups=77(extra)");
        assertThat(output(config("d", "tools/asuser:1").user("root").shell("id -u").build()))
                .isEqualTo("0\n");
    }

    @Test
    void runsEntrypointWithTheImagesCommandOrTheTasksArguments() throws IOException {
        ContainerConfig plain =
                config("c", "tools/asuser:1").command(new Command.ImageDefault(List.of())).build();
        launched(plain);
        assertThat(await(containerizer.awaitExit(plain.id())).exitCode()).hasValue(9);
        ContainerConfig changed =
                config("d", "tools/asuser:1")
                        .command(new Command.ImageDefault(List.of("exit 4")))
                        .build();
        launched(changed);
        assertThat(await(containerizer.awaitExit(changed.id())).exitCode()).hasValue(4);
    }

    @Test
    void mountsSandboxAndVolumes() throws IOException {
        Path host = Files.createDirectory(temporary.resolve("host"));
        Files.writeString(host.resolve("data"), "from the host\n");
        ContainerConfig config =
                config("c", "web")
                        .shell(
                                "cat /data/data; touch /data/x 2>/dev/null || echo readonly; echo s > /scratch/y; echo out > $PWD/../mnt/mesos/sandbox/made; ls /mnt/mesos/sandbox/inner")
                        .volume(new Volume(new Volume.HostPath(host, false), "/data", true))
                        .volume(new Volume(new Volume.Tmpfs(1 << 20), "/scratch", false))
                        .volume(new Volume(new Volume.HostPath(host, false), "inner", false))
                        .build();
        assertThat(output(config).lines()).containsExactly("from the host", "readonly", "data");
        assertThat(config.sandbox().resolve("made")).hasContent("out");
    }

    @Test
    void runsHealthCommandsInside() throws IOException {
        ContainerConfig config = config("c", "web").shell("sleep 1000").build();
        launched(config);
        assertThat(said(config, "cat /www/index.html; hostname; pwd"))
                .contains("hello from the image")
                .contains("/mnt/mesos/sandbox");
        assertThat(await(containerizer.destroy(config.id())).signal()).hasValue(9);
    }

    @Test
    void bindsHealthCommandsToWhatTheContainerMayDo() throws IOException {
        ContainerConfig config =
                config("bound", "web").shell("sleep 1000").privileges(withoutChdir(true)).build();
        launched(config);
        assertThat(said(config, "cat /proc/self/status; cd /old || echo refused"))
                .contains("Seccomp:\t2", "NoNewPrivs:\t1", "Function not implemented", "refused");
        await(containerizer.destroy(config.id()));
    }

    private String said(ContainerConfig config, String command) {
        Exec exec =
                containerizer.exec(
                        config.id(),
                        new ExecConfig(
                                new Command.Shell(command), Map.of(), Optional.empty(), false));
        return await(exec.result()).output();
    }

    @Test
    void reportsMemoryOfAnImageContainer() throws IOException {
        ContainerConfig config =
                config("c", "web").shell("x=$(busybox yes)").limits(Limits.of(1, 32 << 20)).build();
        launched(config);
        Termination end = await(containerizer.awaitExit(config.id()));
        assertThat(end.memory()).isPresent();
        assertThat(end.memory().orElseThrow().message())
                .startsWith("Memory limit exceeded: Requested: 32MB Maximum Used: 32MB");
    }

    @Test
    void tellsFromWhenUntilWhenItsImageWasWaitedFor() throws IOException {
        Instant asked = Instant.now();
        Launched launched = launched(config("waiting", "web").shell("exit 0").build());
        LaunchResult.ImageWait wait = Objects.requireNonNull(launched.image());
        assertThat(List.of(asked, wait.from(), wait.until(), Instant.now())).isSorted();
    }

    @Test
    void saysWhichImageCannotBePulled() throws IOException {
        LaunchResult result =
                await(containerizer.launch(config("c", "no/such:thing").shell("exit 0").build()));
        assertThat(result)
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> {
                            assertThat(failure.cause()).isEqualTo(Cause.IMAGE);
                            assertThat(failure.message())
                                    .contains("no/such:thing")
                                    .contains("manifest unknown");
                        });
    }

    @Test
    void saysWhichProgramTheImageLacks() throws IOException {
        LaunchResult result =
                await(
                        containerizer.launch(
                                config("c", "web")
                                        .command(new Command.Program("/bin/absent", List.of()))
                                        .build()));
        assertThat(result)
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> {
                            assertThat(failure.cause()).isEqualTo(Cause.COMMAND);
                            assertThat(failure.message()).contains("/bin/absent");
                        });
    }

    @Test
    void sharesThePodsNetworkWithItsTasks() throws IOException {
        ContainerId pod = ContainerId.of("pod");
        Path sandbox = Files.createDirectory(temporary.resolve("pod"));
        launched(
                ContainerConfig.builder(pod, sandbox)
                        .network(new Network.Bridge(List.of()))
                        .build());
        ContainerConfig web =
                ContainerConfig.builder(
                                pod.child("web"), Files.createDirectory(temporary.resolve("web")))
                        .image("web", false)
                        .command(new Command.ImageDefault(List.of()))
                        .build();
        launched(web);
        Awaitility.await()
                .until(
                        () ->
                                answers(
                                        containerizer
                                                .status(pod)
                                                .orElseThrow()
                                                .addresses()
                                                .getFirst()
                                                .getHostAddress(),
                                        80));
        ContainerConfig host =
                ContainerConfig.builder(
                                pod.child("host"), Files.createDirectory(temporary.resolve("h")))
                        .shell("busybox wget -q -O - http://127.0.0.1/")
                        .build();
        assertThat(output(host)).contains("hello from the image");
    }
}
