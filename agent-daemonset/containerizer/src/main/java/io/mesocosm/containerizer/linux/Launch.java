package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Capabilities.Feature;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.containerizer.image.Image;
import io.mesocosm.containerizer.image.ImageException;
import io.mesocosm.containerizer.image.Images;
import io.mesocosm.containerizer.supervisor.StartRecord;
import io.mesocosm.containerizer.supervisor.Supervisors.Start;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One launch, from a known container to a running one; runs on a thread of its own. */
final class Launch {
    private static final Logger log = LoggerFactory.getLogger(Launch.class);

    private final Toolbox tools;
    private final ContainerConfig config;
    private final Container container;
    private final Optional<Container> parent;
    private LaunchResult.@Nullable ImageWait imageWait;

    Launch(Toolbox tools, ContainerConfig config, Container container, Optional<Container> parent) {
        this.tools = tools;
        this.config = config;
        this.container = container;
        this.parent = parent;
    }

    /** Leaves nothing running when it fails; what it made is released by the caller. */
    LaunchResult run() {
        try {
            ContainerStatus status = start();
            container.running(status);
            log.info("container={} runs pid={}", container.id(), status.pid());
            return new Launched(status, imageWait);
        } catch (LaunchException e) {
            log.info("container={} was not launched: {}", container.id(), e.getMessage());
            return e.failure();
        } catch (IOException | RuntimeException e) {
            log.warn("container={} was not launched", container.id(), e);
            return new LaunchResult.LaunchFailure(Cause.ISOLATION, String.valueOf(e.getMessage()));
        }
    }

    private ContainerStatus start() throws LaunchException, IOException {
        requireFeatures();
        Files.createDirectories(container.directory());
        container.record().write(container.directory());
        Optional<Image> image = pull();
        refuseUnwanted();
        List<InetAddress> addresses = attach();
        refuseUnwanted();
        tools.cgroups().create(config.id());
        tools.cgroups().apply(config.id(), config.limits());
        if (config.command().isEmpty()) {
            StartRecord.writeForHolder(container.directory());
            return new ContainerStatus(OptionalLong.empty(), addresses);
        }
        CommandSpec spec = new CommandSpec(tools, config, container, parent);
        Optional<SeccompRules> rules =
                switch (config.rootFilesystem()) {
                    case RootFilesystem.Image ignored -> spec.writeForImage(image.orElseThrow());
                    case RootFilesystem.Base ignored ->
                            spec.writeForBase(tools.base().orElseThrow());
                    case RootFilesystem.Host ignored -> spec.writeForHost();
                };
        refuseUnwanted();
        Start start = tools.supervisors().run(container.directory()).join();
        rules.ifPresent(
                bound ->
                        bound.tried(
                                start instanceof Start.Ready
                                        ? Images.filter(container.directory())
                                        : Optional.empty()));
        return switch (start) {
            case Start.Ready ready -> new ContainerStatus(OptionalLong.of(ready.pid()), addresses);
            case Start.Failed failed -> throw new LaunchException(Cause.COMMAND, failed.message());
        };
    }

    private void refuseUnwanted() throws LaunchException {
        if (container.unwanted.isDone()) {
            throw new LaunchException(
                    Cause.DESTROYED,
                    "Container " + config.id() + " was destroyed while it was being launched");
        }
    }

    private void requireFeatures() throws LaunchException {
        require(config.rootFilesystem().isOwn(), Feature.IMAGES, "a root file system of its own");
        if (config.rootFilesystem() instanceof RootFilesystem.Base && tools.base().isEmpty()) {
            throw new LaunchException(
                    Cause.ISOLATION,
                    "This agent has no base root file system: its --runtime_files have no folder"
                            + " named base");
        }
        require(
                !(config.network() instanceof Network.Host),
                Feature.NETWORKS,
                "a network of its own");
        require(!config.volumes().isEmpty(), Feature.VOLUMES, "volumes");
        if (!Files.isDirectory(config.sandbox())) {
            throw new LaunchException(
                    Cause.INVALID, "The sandbox " + config.sandbox() + " is not a directory");
        }
        for (Volume volume : config.volumes()) {
            if (volume.source() instanceof Volume.ParentSandboxPath && parent.isEmpty()) {
                throw new LaunchException(
                        Cause.INVALID,
                        "Volume "
                                + volume.containerPath()
                                + " is of the parent's sandbox, but the container has no parent");
            }
        }
    }

    private void require(boolean wanted, Feature feature, String what) throws LaunchException {
        if (wanted && !Machine.capabilities(tools).has(feature)) {
            throw new LaunchException(
                    Cause.ISOLATION,
                    "This agent cannot give a container "
                            + what
                            + ": "
                            + String.join(" ", Machine.capabilities(tools).missing()));
        }
    }

    /**
     * Waits for the image, but not when the container is no longer wanted: others may want the
     * image.
     */
    private Optional<Image> pull() throws LaunchException {
        if (!(config.rootFilesystem() instanceof RootFilesystem.Image wanted)) {
            return Optional.empty();
        }
        Instant begun = Instant.now();
        try {
            CompletableFuture<Image> pulled =
                    tools.images().pull(wanted.reference(), wanted.forcePull());
            CompletableFuture.anyOf(pulled.handle((done, failure) -> true), container.unwanted)
                    .join();
            refuseUnwanted();
            Image image = pulled.join();
            imageWait = new LaunchResult.ImageWait(begun, Instant.now());
            return Optional.of(image);
        } catch (CompletionException e) {
            String text =
                    e.getCause() instanceof ImageException refusal
                            ? String.valueOf(refusal.getMessage())
                            : String.valueOf(e.getCause());
            throw new LaunchException(Cause.IMAGE, text);
        }
    }

    private List<InetAddress> attach() throws LaunchException {
        if (config.network() instanceof Network.Host) {
            return parent.flatMap(Container::status)
                    .map(ContainerStatus::addresses)
                    .orElse(List.of());
        }
        try {
            return tools.networks().attach(config.id(), container.directory(), config.network());
        } catch (IOException e) {
            throw new LaunchException(
                    Cause.NETWORK, "Failed to set up the network: " + e.getMessage());
        }
    }
}
