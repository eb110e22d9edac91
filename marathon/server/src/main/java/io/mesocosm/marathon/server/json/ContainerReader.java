package io.mesocosm.marathon.server.json;

import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Container.Docker;
import io.mesocosm.marathon.core.app.Container.Parameter;
import io.mesocosm.marathon.core.app.Container.Volume;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.draft.ContainerDraft;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code container}, its deprecated places for network and ports included (spec §2.3). */
final class ContainerReader {

    private static final Set<String> NETWORKS = Set.of("HOST", "BRIDGE", "USER", "NONE");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "udp,tcp");

    private ContainerReader() {}

    static ContainerDraft read(Fields f) {
        Fields docker = f.object("docker");
        List<Volume> volumes = f.objects("volumes", ContainerReader::volume);
        return new ContainerDraft(
                f.choice("type", Container.Type.class),
                docker == null ? null : docker(docker),
                f.objects("portMappings", ContainerReader::portMapping),
                volumes == null ? List.of() : volumes,
                docker == null ? null : docker.choice("network", of(NETWORKS)),
                docker == null
                        ? null
                        : docker.objects("portMappings", ContainerReader::portMapping));
    }

    private static Function<String, Optional<String>> of(Set<String> known) {
        return text -> known.contains(text) ? Optional.of(text) : Optional.empty();
    }

    static @Nullable String protocol(Fields f) {
        return f.choice("protocol", of(PROTOCOLS));
    }

    static Map<String, String> labels(Fields f) {
        Map<String, String> labels = f.textMap("labels");
        return labels == null ? Map.of() : labels;
    }

    private static Docker docker(Fields f) {
        List<Parameter> parameters =
                f.objects(
                        "parameters",
                        p -> new Parameter(p.requiredText("key"), p.requiredText("value")));
        return new Docker(
                f.requiredText("image"),
                f.bool("forcePullImage", false),
                f.bool("privileged", false),
                parameters == null ? List.of() : parameters);
    }

    private static PortMapping portMapping(Fields f) {
        List<String> names = f.texts("networkNames");
        return new PortMapping(
                f.integer("containerPort", 0),
                f.integer("hostPort"),
                f.integer("servicePort", 0),
                Objects.requireNonNullElse(protocol(f), "tcp"),
                f.text("name"),
                labels(f),
                names == null ? List.of() : names);
    }

    private static Volume volume(Fields f) {
        Container.Kind kind =
                f.has("persistent")
                        ? Container.Kind.PERSISTENT
                        : f.has("external")
                                ? Container.Kind.EXTERNAL
                                : f.has("secret") ? Container.Kind.SECRET : Container.Kind.HOST;
        return new Volume(
                f.requiredText("containerPath"),
                f.text("hostPath"),
                Objects.requireNonNullElse(
                        f.choice("mode", Container.Mode.class), Container.Mode.RW),
                kind);
    }
}
