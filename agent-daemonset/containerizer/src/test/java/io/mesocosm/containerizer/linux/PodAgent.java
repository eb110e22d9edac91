package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.NodeShare;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.containerizer.cgroup.CgroupSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An agent of {@link PodSurvivalTest} and {@link SystemdNodeTest}, a process in a pod: {@code
 * launch} starts containers and stays; {@code stay} finds them and stays; {@code recover} goes on
 * with them to their end.
 */
final class PodAgent {
    static final ContainerId COMMAND = ContainerId.of("command");
    static final ContainerId IMAGE = ContainerId.of("image");

    private final Path folder;
    private final String registry;
    private final Containerizer containerizer;

    private PodAgent(Path folder, String cgroups, String registry, boolean systemd)
            throws IOException {
        this.folder = folder;
        this.registry = registry;
        CgroupSettings settings = CgroupSettings.at(cgroups);
        if (systemd) {
            settings =
                    settings.withSystemd(Path.of("/run/systemd/system"))
                            .withShare(new NodeShare(1, 2, 1L << 30, 1000));
        }
        LinuxContainerizerConfig config =
                LinuxContainerizerConfig.at(folder.resolve("run"))
                        .withCgroups(settings)
                        .withHostNamespaces(true);
        containerizer =
                LinuxContainerizer.open(
                        config.withImages(config.images().withRegistry("http://" + registry))
                                .withNetworks(
                                        config.networks()
                                                .withBridge("mscpodtest", "10.249.8.0/24")));
    }

    /**
     * PHASE FOLDER CGROUPS-ROOT REGISTRY, the last empty where there is none; with {@code systemd}
     * after them systemd is asked for a unit, with {@code late} it waits for a byte before it
     * launches.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try {
            List<String> options = List.of(arguments).subList(4, arguments.length);
            PodAgent agent =
                    new PodAgent(folder, arguments[2], arguments[3], options.contains("systemd"));
            agent.containerizer.recover();
            if (options.contains("late")) {
                tell(folder, "opened", "");
                System.in.read();
            }
            if (arguments[0].equals("launch")) {
                agent.launch();
                System.in.read();
            } else if (arguments[0].equals("stay")) {
                tell(folder, "stayed", agent.containerizer.containers().toString());
                System.in.read();
            } else {
                agent.recover();
            }
        } catch (IOException | RuntimeException e) {
            tell(folder, arguments[0] + "ed", "failed: " + e);
            throw e;
        }
    }

    private static void tell(Path folder, String name, String text) throws IOException {
        Path fresh = Files.writeString(folder.resolve(name + ".new"), text);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private ContainerConfig.Builder config(ContainerId id, String release, String line)
            throws IOException {
        Path sandbox = Files.createDirectory(folder.resolve("sandbox-" + id.value()));
        String wait = "; while [ ! -e " + release + " ]; do sleep 0.05; done; exit 42";
        return ContainerConfig.builder(id, sandbox).command(new Command.Shell(line + wait));
    }

    private void launch() throws IOException {
        // A user and a folder that the machine has and the pod has not, and a file of the pod's.
        ContainerConfig.Builder command =
                config(COMMAND, "release", "id -un; cat shown/marker; ls /pod-only; hostname")
                        .user("nobody")
                        .limits(Limits.of(0.5, 64L << 20))
                        .volume(
                                new Volume(
                                        new Volume.HostPath(
                                                folder.resolveSibling("machine-only"), false),
                                        "shown",
                                        true));
        StringBuilder said =
                new StringBuilder().append(await(containerizer.launch(command.build())));
        if (!registry.isEmpty()) {
            ContainerConfig.Builder image =
                    config(IMAGE, "/mnt/mesos/sandbox/release", "cat /www/index.html; ls /pod-only")
                            .image("web", false)
                            .network(new Network.Bridge(List.of()));
            LaunchResult result = await(containerizer.launch(image.build()));
            said.append(' ').append(result);
        }
        tell(folder, "launched", said.toString());
    }

    private void recover() throws IOException {
        StringBuilder said = new StringBuilder();
        for (ContainerId id : containerizer.containers()) {
            Exec.Result inside =
                    await(
                            containerizer
                                    .exec(
                                            id,
                                            new ExecConfig(
                                                    new Command.Shell(
                                                            "if [ -e /pod-only ]; then echo in the"
                                                                    + " pod; else echo beside it;"
                                                                    + " fi"),
                                                    Map.of(),
                                                    Optional.empty(),
                                                    false))
                                    .result());
            said.append(id.value()).append(": ").append(inside.output().strip());
            Files.createFile(folder.resolve("sandbox-" + id.value()).resolve("release"));
            Termination end = await(containerizer.awaitExit(id));
            said.append(", ").append(end.waitStatus().orElse(-1) >> 8).append('\n');
            containerizer.remove(id);
        }
        containerizer.close();
        tell(folder, "recovered", said.toString());
    }
}
