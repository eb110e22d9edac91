package io.mesocosm.marathon.core.draft;

import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Container.Docker;
import io.mesocosm.marathon.core.app.Container.Volume;
import io.mesocosm.marathon.core.app.PortMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container as a client wrote it, deprecated places for network and ports included. */
public record ContainerDraft(
        Container.@Nullable Type type,
        @Nullable Docker docker,
        @Nullable List<PortMapping> portMappings,
        List<Volume> volumes,
        @Nullable String dockerNetwork,
        @Nullable List<PortMapping> dockerPortMappings) {

    public static final ContainerDraft MESOS =
            new ContainerDraft(Container.Type.MESOS, null, null, List.of(), null, null);

    static ContainerDraft of(Container container) {
        return new ContainerDraft(
                container.type(),
                container.docker(),
                container.portMappings(),
                container.volumes(),
                null,
                null);
    }

    /** The mappings that were given, in whichever place; null when none were. */
    public @Nullable List<PortMapping> givenMappings() {
        if (portMappings != null && !portMappings.isEmpty()) {
            return portMappings;
        }
        return dockerPortMappings != null ? dockerPortMappings : portMappings;
    }

    ContainerDraft withMappings(@Nullable List<PortMapping> mappings) {
        return new ContainerDraft(type, docker, mappings, volumes, null, null);
    }

    Container build() {
        Container.Type effective =
                type != null ? type : docker != null ? Container.Type.DOCKER : Container.Type.MESOS;
        List<PortMapping> mappings = portMappings == null ? List.of() : portMappings;
        return new Container(effective, docker, List.copyOf(mappings), List.copyOf(volumes));
    }
}
