package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.NetworkMode;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.protocol.v1.ContainerInfo;
import io.mesocosm.protocol.v1.Image;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.Parameter;
import io.mesocosm.protocol.v1.TTYInfo;
import io.mesocosm.protocol.v1.Volume;
import java.util.List;
import java.util.Optional;

/** Writes the ContainerInfo of a task. */
final class ContainerWriter {

    private final TaskSpec spec;
    private final App app;
    private final String bridgeName;

    private ContainerWriter(TaskSpec spec, String bridgeName) {
        this.spec = spec;
        this.app = spec.app();
        this.bridgeName = bridgeName;
    }

    /** The container; empty for a plain command on the host's network. */
    static Optional<ContainerInfo> write(TaskSpec spec, String bridgeName) {
        ContainerWriter writer = new ContainerWriter(spec, bridgeName);
        Container container = spec.app().container();
        if (container == null) {
            return Boolean.TRUE.equals(spec.app().tty())
                    ? Optional.of(writer.withTty(empty()).build())
                    : Optional.empty();
        }
        ContainerInfo.Builder out =
                container.type() == Container.Type.DOCKER
                        ? writer.docker(container)
                        : writer.mesos(container);
        for (Container.Volume volume : container.volumes()) {
            Volume.Builder one =
                    Volume.newBuilder()
                            .setContainerPath(volume.containerPath())
                            .setMode(
                                    volume.mode() == Container.Mode.RO
                                            ? Volume.Mode.RO
                                            : Volume.Mode.RW);
            if (volume.hostPath() != null) {
                one.setHostPath(volume.hostPath());
            }
            out.addVolumes(one);
        }
        return Optional.of(writer.withTty(out).build());
    }

    private static ContainerInfo.Builder empty() {
        return ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    }

    private ContainerInfo.Builder withTty(ContainerInfo.Builder out) {
        return Boolean.TRUE.equals(app.tty()) ? out.setTtyInfo(TTYInfo.newBuilder()) : out;
    }

    private ContainerInfo.Builder docker(Container container) {
        ContainerInfo.DockerInfo.Builder docker = ContainerInfo.DockerInfo.newBuilder();
        Container.Docker given = container.docker();
        if (given != null) {
            docker.setImage(given.image())
                    .setForcePullImage(given.forcePullImage())
                    .setPrivileged(given.privileged());
            given.parameters().forEach(p -> docker.addParameters(parameter(p.key(), p.value())));
        }
        docker.addParameters(parameter("label", "MESOS_TASK_ID=" + spec.taskId().value()));
        docker.setNetwork(network());
        List<PortSpec> specs = app.ports();
        for (int i = 0; i < specs.size() && !app.onHostNetwork(); i++) {
            Integer host = spec.hostPorts().get(i);
            if (host != null) {
                for (String protocol : specs.get(i).protocol().split(",", -1)) {
                    docker.addPortMappings(
                            ContainerInfo.DockerInfo.PortMapping.newBuilder()
                                    .setHostPort(host)
                                    .setContainerPort(spec.containerPorts().get(i))
                                    .setProtocol(protocol));
                }
            }
        }
        ContainerInfo.Builder out =
                ContainerInfo.newBuilder().setType(ContainerInfo.Type.DOCKER).setDocker(docker);
        app.networks().stream()
                .filter(n -> n.mode() == NetworkMode.CONTAINER && n.name() != null)
                .forEach(n -> out.addNetworkInfos(named(n)));
        return out;
    }

    private static Parameter parameter(String key, String value) {
        return Parameter.newBuilder().setKey(key).setValue(value).build();
    }

    private ContainerInfo.DockerInfo.Network network() {
        if (app.onHostNetwork()) {
            return ContainerInfo.DockerInfo.Network.HOST;
        }
        return app.onBridge()
                ? ContainerInfo.DockerInfo.Network.BRIDGE
                : ContainerInfo.DockerInfo.Network.USER;
    }

    private ContainerInfo.Builder mesos(Container container) {
        ContainerInfo.Builder out = empty();
        Container.Docker given = container.docker();
        if (given != null) {
            out.setMesos(
                    ContainerInfo.MesosInfo.newBuilder()
                            .setImage(
                                    Image.newBuilder()
                                            .setType(Image.Type.DOCKER)
                                            .setDocker(
                                                    Image.Docker.newBuilder()
                                                            .setName(given.image()))
                                            .setCached(!given.forcePullImage())));
        }
        for (Network network : app.networks()) {
            if (network.mode() != NetworkMode.HOST) {
                out.addNetworkInfos(withPorts(named(network), network));
            }
        }
        return out;
    }

    private NetworkInfo.Builder named(Network network) {
        NetworkInfo.Builder out = NetworkInfo.newBuilder();
        String name = network.mode() == NetworkMode.BRIDGE ? bridgeName : network.name();
        if (name != null) {
            out.setName(name);
        }
        if (!network.labels().isEmpty()) {
            out.setLabels(TaskInfoWriter.labels(network.labels()));
        }
        return out;
    }

    private NetworkInfo.Builder withPorts(NetworkInfo.Builder out, Network network) {
        for (int i = 0; i < app.portMappings().size(); i++) {
            List<String> names = app.portMappings().get(i).networkNames();
            Integer host = spec.hostPorts().get(i);
            boolean here = names.isEmpty() || names.contains(network.name());
            if (host != null && here) {
                for (String protocol : app.portMappings().get(i).protocol().split(",", -1)) {
                    out.addPortMappings(
                            NetworkInfo.PortMapping.newBuilder()
                                    .setHostPort(host)
                                    .setContainerPort(spec.containerPorts().get(i))
                                    .setProtocol(protocol));
                }
            }
        }
        return out;
    }
}
