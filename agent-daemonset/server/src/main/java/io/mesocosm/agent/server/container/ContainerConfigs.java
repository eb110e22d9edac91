package io.mesocosm.agent.server.container;

import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.server.Isolation;
import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.Privileges;
import io.mesocosm.containerizer.Rlimit;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Volume;
import io.mesocosm.protocol.v1.CapabilityInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerInfo;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.RLimitInfo;
import io.mesocosm.protocol.v1.SeccompInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mesos's CommandInfo and ContainerInfo as what the containerizer runs (spec section 7.1, 7.2). */
final class ContainerConfigs {
    private ContainerConfigs() {}

    static io.mesocosm.containerizer.ContainerId id(ContainerId id) {
        return new io.mesocosm.containerizer.ContainerId(
                id.value(), id.parent() == null ? null : id(id.parent()));
    }

    static ContainerId id(io.mesocosm.containerizer.ContainerId id) {
        return new ContainerId(id.value(), id.parent() == null ? null : id(id.parent()));
    }

    static ContainerConfig of(
            Blueprint plan,
            Path sandbox,
            Map<String, String> environment,
            @Nullable String user,
            Isolation isolation)
            throws LaunchRefusedException {
        ContainerConfig.Builder config =
                ContainerConfig.builder(id(plan.launch().container()), sandbox);
        config.environment(environment);
        CommandInfo command = plan.command();
        if (command != null) {
            config.command(command(command, plan.image() != null));
        }
        if (user != null) {
            config.user(user);
        }
        Allotment allotment = plan.launch().allotment();
        if (allotment != null) {
            config.limits(limits(allotment, isolation.cpuQuota()));
        }
        RootFilesystem rootFilesystem = plan.rootFilesystem(isolation.rootFilesystem());
        config.rootFilesystem(rootFilesystem);
        ContainerInfo container = plan.container();
        if (!plan.isNested()) {
            config.network(network(container));
        }
        if (container.hasHostname()) {
            config.hostname(container.getHostname());
        }
        for (io.mesocosm.protocol.v1.Volume volume : container.getVolumesList()) {
            config.volume(volume(volume));
        }
        Optional<Path> seccomp =
                rootFilesystem.isOwn() ? seccomp(container, isolation) : withoutSeccomp(container);
        config.privileges(privileges(container, seccomp));
        return config.build();
    }

    static Command command(CommandInfo command, boolean image) throws LaunchRefusedException {
        if (command.getShell()) {
            if (command.hasValue()) {
                return new Command.Shell(command.getValue());
            }
            if (!image) {
                throw new LaunchRefusedException(
                        "The command is to be run by a shell but has no value");
            }
            // Docker tasks of old clients leave shell at its default and rely on the image's entry
            // point.
            return new Command.ImageDefault(command.getArgumentsList());
        }
        if (command.hasValue()) {
            return new Command.Program(command.getValue(), command.getArgumentsList());
        }
        if (!image) {
            throw new LaunchRefusedException(
                    "The command has no value and there is no image to supply one");
        }
        return new Command.ImageDefault(command.getArgumentsList());
    }

    static Limits limits(Allotment allotment, boolean cfs) {
        Limits limits = Limits.none().withCpus(allotment.cpus() / 1000.0);
        if (allotment.cpuLimit() != Allotment.NO_LIMIT
                && allotment.cpuLimit() != Allotment.UNLIMITED) {
            limits = limits.withCpuQuota(allotment.cpuLimit() / 1000.0);
        } else if (cfs && allotment.cpuLimit() == Allotment.NO_LIMIT) {
            limits = limits.withCpuQuota(allotment.cpus() / 1000.0);
        }
        if (allotment.mem() <= 0) {
            return limits;
        }
        long soft = megabytes(allotment.mem());
        if (allotment.memLimit() == Allotment.UNLIMITED) {
            return limits;
        }
        return limits.withMemory(
                soft,
                allotment.memLimit() == Allotment.NO_LIMIT
                        ? soft
                        : megabytes(allotment.memLimit()));
    }

    private static long megabytes(long thousandths) {
        return thousandths * 1024 * 1024 / 1000;
    }

    private static Network network(ContainerInfo container) throws LaunchRefusedException {
        if (container.hasDocker() && container.getDocker().hasNetwork()) {
            return dockerNetwork(container);
        }
        Optional<NetworkInfo> named =
                container.getNetworkInfosList().stream().filter(NetworkInfo::hasName).findFirst();
        if (named.isPresent()) {
            return new Network.Named(
                    named.get().getName(), ports(named.get().getPortMappingsList()));
        }
        Optional<NetworkInfo> mapped =
                container.getNetworkInfosList().stream()
                        .filter(network -> network.getPortMappingsCount() > 0)
                        .findFirst();
        return mapped.isPresent()
                ? new Network.Bridge(ports(mapped.get().getPortMappingsList()))
                : new Network.Host();
    }

    private static Network dockerNetwork(ContainerInfo container) throws LaunchRefusedException {
        List<PortMapping> ports = new ArrayList<>();
        for (ContainerInfo.DockerInfo.PortMapping port :
                container.getDocker().getPortMappingsList()) {
            ports.add(port(port.getHostPort(), port.getContainerPort(), port.getProtocol()));
        }
        return switch (container.getDocker().getNetwork()) {
            case HOST -> new Network.Host();
            case BRIDGE -> new Network.Bridge(ports);
            case NONE -> new Network.None();
            case USER ->
                    new Network.Named(
                            container.getNetworkInfosList().stream()
                                    .filter(NetworkInfo::hasName)
                                    .map(NetworkInfo::getName)
                                    .findFirst()
                                    .orElseThrow(
                                            () ->
                                                    new LaunchRefusedException(
                                                            "Docker network USER needs a network_infos entry with a name")),
                            ports);
        };
    }

    private static List<PortMapping> ports(List<NetworkInfo.PortMapping> mappings)
            throws LaunchRefusedException {
        List<PortMapping> ports = new ArrayList<>();
        for (NetworkInfo.PortMapping port : mappings) {
            ports.add(port(port.getHostPort(), port.getContainerPort(), port.getProtocol()));
        }
        return ports;
    }

    private static PortMapping port(int host, int container, String protocol)
            throws LaunchRefusedException {
        String transport = protocol.toUpperCase(Locale.ROOT);
        try {
            return new PortMapping(
                    host,
                    container,
                    transport.isEmpty()
                            ? PortMapping.Protocol.TCP
                            : PortMapping.Protocol.valueOf(transport));
        } catch (IllegalArgumentException e) {
            throw new LaunchRefusedException(
                    "Port mapping %d:%d/%s is not possible: %s"
                            .formatted(host, container, protocol, e.getMessage()));
        }
    }

    private static Volume volume(io.mesocosm.protocol.v1.Volume volume)
            throws LaunchRefusedException {
        boolean readOnly = volume.getMode() == io.mesocosm.protocol.v1.Volume.Mode.RO;
        return new Volume(source(volume), volume.getContainerPath(), readOnly);
    }

    private static Volume.Source source(io.mesocosm.protocol.v1.Volume volume)
            throws LaunchRefusedException {
        if (!volume.hasSource()) {
            return volume.hasHostPath()
                    ? host(volume.getHostPath())
                    : new Volume.SandboxPath(volume.getContainerPath());
        }
        io.mesocosm.protocol.v1.Volume.Source source = volume.getSource();
        return switch (source.getType()) {
            case HOST_PATH -> host(source.getHostPath().getPath());
            case SANDBOX_PATH ->
                    source.getSandboxPath().getType()
                                    == io.mesocosm.protocol.v1.Volume.Source.SandboxPath.Type.PARENT
                            ? new Volume.ParentSandboxPath(source.getSandboxPath().getPath())
                            : new Volume.SandboxPath(source.getSandboxPath().getPath());
            case UNKNOWN, DOCKER_VOLUME, SECRET, CSI_VOLUME ->
                    throw new LaunchRefusedException(
                            "Volume "
                                    + volume.getContainerPath()
                                    + " is of type "
                                    + source.getType()
                                    + "; this agent mounts host paths and sandbox paths only");
        };
    }

    /** An absolute path is the host's, a relative one is the sandbox's (Volume.host_path). */
    private static Volume.Source host(String path) {
        return path.startsWith("/")
                ? new Volume.HostPath(Path.of(path), true)
                : new Volume.SandboxPath(path);
    }

    @SuppressWarnings("deprecation") // old clients still set capability_info
    private static Privileges privileges(ContainerInfo container, Optional<Path> seccomp) {
        Optional<Set<String>> capabilities = Optional.empty();
        if (container.getLinuxInfo().hasEffectiveCapabilities()) {
            capabilities = Optional.of(names(container.getLinuxInfo().getEffectiveCapabilities()));
        } else if (container.getLinuxInfo().hasCapabilityInfo()) {
            capabilities = Optional.of(names(container.getLinuxInfo().getCapabilityInfo()));
        }
        List<Rlimit> limits =
                container.getRlimitInfo().getRlimitsList().stream()
                        .map(ContainerConfigs::rlimit)
                        .toList();
        return new Privileges(capabilities, limits, seccomp, false);
    }

    /** As Mesos's isolator linux/seccomp has it: unconfined, a profile by name, or the default. */
    private static Optional<Path> seccomp(ContainerInfo container, Isolation isolation)
            throws LaunchRefusedException {
        SeccompInfo wanted = container.getLinuxInfo().getSeccomp();
        if (wanted.getUnconfined()) {
            return Optional.empty();
        }
        if (!wanted.hasProfileName()) {
            return isolation.seccomp();
        }
        String name = wanted.getProfileName();
        Path folder =
                isolation
                        .seccompFolder()
                        .orElseThrow(
                                () ->
                                        new LaunchRefusedException(
                                                "The seccomp profile '"
                                                        + name
                                                        + "' is not to be had: the agent has no"
                                                        + " --seccomp_config_dir"));
        Path profile = folder.resolve(name).normalize();
        if (!profile.startsWith(folder) || !Files.isRegularFile(profile)) {
            throw new LaunchRefusedException(
                    "The seccomp profile '" + name + "' is not in " + folder);
        }
        return Optional.of(profile);
    }

    private static Optional<Path> withoutSeccomp(ContainerInfo container)
            throws LaunchRefusedException {
        if (container.getLinuxInfo().getSeccomp().hasProfileName()) {
            throw new LaunchRefusedException(
                    "A seccomp profile needs an image, or an agent with --root_filesystem=base");
        }
        return Optional.empty();
    }

    private static Set<String> names(CapabilityInfo info) {
        return info.getCapabilitiesList().stream().map(Enum::name).collect(Collectors.toSet());
    }

    private static Rlimit rlimit(RLimitInfo.RLimit limit) {
        return new Rlimit(
                limit.getType().name(),
                limit.hasSoft() ? limit.getSoft() : Rlimit.UNLIMITED,
                limit.hasHard() ? limit.getHard() : Rlimit.UNLIMITED);
    }
}
