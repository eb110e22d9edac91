package io.mesocosm.marathon.core.draft;

import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.NetworkMode;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.draft.IpAddressDraft.DiscoveryPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites a draft, old forms and gaps included, into canonical words (spec §2.5). */
public final class Normalization {

    private final AppDraft draft;
    private final NormalizationRules rules;

    private Normalization(AppDraft draft, NormalizationRules rules) {
        this.draft = draft;
        this.rules = rules;
    }

    /** Rewrites the draft in place; {@link DeprecatedForms} must have let it pass. */
    public static void apply(AppDraft draft, NormalizationRules rules) {
        Normalization normalization = new Normalization(draft, rules);
        normalization.networks();
        normalization.container();
        if (normalization.onHost()) {
            normalization.hostPorts();
        } else {
            normalization.containerPorts();
        }
        normalization.fetch();
        normalization.healthChecks();
        draft.ports = null;
        draft.ipAddress = null;
    }

    private void networks() {
        List<Network> networks = draft.networks;
        IpAddressDraft address = draft.ipAddress;
        String docker = draft.container == null ? null : draft.container.dockerNetwork();
        if (networks == null && docker != null) {
            networks = List.of(fromDocker(docker.toUpperCase(Locale.ROOT), address));
        } else if (networks == null && address != null) {
            networks = List.of(fromAddress(address));
        }
        if (networks == null || networks.isEmpty()) {
            networks = List.of(Network.HOST);
        }
        draft.networks = networks.stream().map(this::withDefaultName).toList();
    }

    private static Network fromDocker(String network, @Nullable IpAddressDraft address) {
        return switch (network) {
            case "BRIDGE" -> Network.BRIDGE;
            case "USER" ->
                    address == null
                            ? Network.container(null, Map.of())
                            : Network.container(address.networkName(), address.labels());
            default -> Network.HOST;
        };
    }

    private Network fromAddress(IpAddressDraft address) {
        return rules.mesosBridgeName().equals(address.networkName())
                ? new Network(NetworkMode.BRIDGE, null, address.labels())
                : Network.container(address.networkName(), address.labels());
    }

    private Network withDefaultName(Network network) {
        return network.mode() == NetworkMode.CONTAINER && network.name() == null
                ? Network.container(rules.defaultNetworkName(), network.labels())
                : network;
    }

    private boolean onHost() {
        return draft.networks != null
                && draft.networks.stream().anyMatch(n -> n.mode() == NetworkMode.HOST);
    }

    private void container() {
        ContainerDraft container = draft.container;
        if (container == null) {
            draft.container = onHost() ? null : ContainerDraft.MESOS;
        } else {
            draft.container = container.withMappings(container.givenMappings());
        }
    }

    private void hostPorts() {
        if (draft.container != null) {
            draft.container = draft.container.withMappings(null);
        }
        List<Integer> ports = draft.ports;
        if (ports != null && draft.portDefinitions != null && sameNumbers(ports)) {
            return;
        }
        if (ports != null) {
            draft.portDefinitions = ports.stream().map(PortDefinition::of).toList();
        } else if (draft.portDefinitions == null) {
            draft.portDefinitions = List.of(new PortDefinition(0, "tcp", "default", Map.of()));
        }
    }

    private boolean sameNumbers(List<Integer> ports) {
        return draft.portDefinitions != null
                && ports.equals(draft.portDefinitions.stream().map(PortDefinition::port).toList());
    }

    private void containerPorts() {
        draft.requirePorts = false;
        ContainerDraft container = draft.container == null ? ContainerDraft.MESOS : draft.container;
        List<PortMapping> mappings = container.portMappings();
        IpAddressDraft address = draft.ipAddress;
        if (mappings == null && address != null && !address.discoveryPorts().isEmpty()) {
            mappings = fromDiscovery(container, address.discoveryPorts());
        }
        if (mappings == null) {
            mappings = List.of(new PortMapping(0, null, 0, "tcp", "default", Map.of(), List.of()));
        }
        List<PortMapping> all = new ArrayList<>(mappings);
        int legacy = legacyPortCount();
        while (!mappings.isEmpty() && all.size() < legacy) {
            all.add(PortMapping.of(0, null));
        }
        draft.portDefinitions = null;
        draft.container = container.withMappings(all.stream().map(this::withHostPort).toList());
    }

    private int legacyPortCount() {
        if (draft.ports != null) {
            return draft.ports.size();
        }
        return draft.portDefinitions == null ? 0 : draft.portDefinitions.size();
    }

    private static @Nullable List<PortMapping> fromDiscovery(
            ContainerDraft container, List<DiscoveryPort> ports) {
        if (container.type() == Container.Type.DOCKER) {
            return null;
        }
        List<PortMapping> mappings = new ArrayList<>();
        for (DiscoveryPort port : ports) {
            mappings.add(
                    new PortMapping(
                            port.number(),
                            null,
                            0,
                            port.protocol(),
                            port.name(),
                            Map.of(),
                            List.of()));
        }
        return mappings;
    }

    private PortMapping withHostPort(PortMapping mapping) {
        boolean bridge =
                draft.networks != null
                        && draft.networks.stream().anyMatch(n -> n.mode() == NetworkMode.BRIDGE);
        return bridge && mapping.hostPort() == null ? mapping.withHostPort(0) : mapping;
    }

    private void fetch() {
        List<String> uris = draft.uris;
        if (uris != null && (draft.fetch == null || draft.fetch.isEmpty())) {
            draft.fetch = uris.stream().map(Fetch::ofUri).toList();
        }
        draft.uris = null;
    }

    private void healthChecks() {
        if (!hasPorts()) {
            return;
        }
        List<HealthCheck> checks = draft.healthChecks;
        if (checks != null) {
            draft.healthChecks = checks.stream().map(Normalization::withPort).toList();
        }
        Check check = draft.check;
        if (check != null
                && check.kind() != Check.Kind.EXEC
                && check.port() == null
                && check.portIndex() == null) {
            draft.check = check.withPortIndex(0);
        }
    }

    private boolean hasPorts() {
        List<PortMapping> mappings =
                draft.container == null ? null : draft.container.portMappings();
        return onHost()
                ? draft.portDefinitions != null && !draft.portDefinitions.isEmpty()
                : mappings != null && !mappings.isEmpty();
    }

    private static HealthCheck withPort(HealthCheck check) {
        boolean open =
                check.protocol() != HealthCheck.Protocol.COMMAND
                        && check.port() == null
                        && check.portIndex() == null;
        return open ? check.withPortIndex(0) : check;
    }
}
