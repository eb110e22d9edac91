package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers with images of their own, from a registry on this machine. */
@Tag("e2e")
class ImageContainersTest extends ContainersWithImages {
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
    void bindsFurtherContainersByTheFilterThatTheFirstOneGot() throws IOException {
        Privileges bound = withoutChdir(false);
        for (String name : List.of("first", "second", "third")) {
            ContainerConfig.Builder config =
                    config(name, "web")
                            .shell("cat /proc/self/status; cd /old && echo moved; exec sleep 1000")
                            .privileges(bound);
            launched(config.build());
            assertThat(temporary.resolve("runtime/containers/" + name + "/config.json"))
                    .content()
                    .satisfies(
                            text ->
                                    assertThat(text.contains("run.oci.seccomp_bpf_data"))
                                            .isEqualTo(!name.equals("first")));
            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(config.build().sandbox().resolve("stderr"))
                                            .content()
                                            .contains("Function not implemented"));
            assertThat(config.build().sandbox().resolve("stdout"))
                    .content()
                    .contains("Seccomp:\t2")
                    .doesNotContain("moved");
        }
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
}
