package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of containers with images need: a registry, a containerizer, and a corner of this
 * machine left clean.
 */
abstract class ContainersWithImages {
    static final String BRIDGE = "mctest0";
    private static TestRegistry registry;

    @TempDir static Path shared;
    @TempDir Path temporary;
    TestMachine machine;
    Containerizer containerizer;
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
        registry.push("library/plain:latest", List.of());
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

    Containerizer reopen() throws IOException {
        return reopen(machine.config());
    }

    static Containerizer reopen(LinuxContainerizerConfig config) throws IOException {
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
        assertThat(rules()).doesNotContain("10.249.7.", BRIDGE);
        assertThat(Program.run(List.of("ip", "-o", "link"), Duration.ofSeconds(10)))
                .doesNotContain(BRIDGE);
    }

    static String rules() throws IOException {
        return Program.run(List.of("iptables", "-t", "nat", "-S"), Duration.ofSeconds(10));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(60, TimeUnit.SECONDS).join();
    }

    ContainerConfig.Builder config(String name, String image) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
        return ContainerConfig.builder(ContainerId.of(name), sandbox).image(image, false);
    }

    ContainerConfig.Builder onBase(String name) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
        return ContainerConfig.builder(ContainerId.of(name), sandbox)
                .rootFilesystem(new RootFilesystem.Base());
    }

    Launched launched(ContainerConfig config) {
        LaunchResult result = await(containerizer.launch(config));
        assertThat(result).isInstanceOf(Launched.class);
        return (Launched) result;
    }

    String output(ContainerConfig config) throws IOException {
        launched(config);
        Termination end = await(containerizer.awaitExit(config.id()));
        String text = Files.readString(config.sandbox().resolve("stdout"));
        assertThat(end.exitCode())
                .as(text + Files.readString(config.sandbox().resolve("stderr")))
                .hasValue(0);
        return text;
    }

    /** A profile that forbids to change the directory. */
    Privileges withoutChdir(boolean noNewPrivileges) throws IOException {
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

    /** What a further command in a container says. */
    String said(ContainerConfig config, String command) {
        Exec exec =
                containerizer.exec(
                        config.id(),
                        new ExecConfig(
                                new Command.Shell(command), Map.of(), Optional.empty(), false));
        return await(exec.result()).output();
    }
}
