package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.NetworkMode;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of spec §2.4 for networks, and those for the ports that go with them. */
final class NetworkValidation {

    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "udp,tcp");
    private static final String NAME_REGEX = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    private static final Pattern NAME = Pattern.compile(NAME_REGEX);

    private final App app;
    private final Violations violations;

    private NetworkValidation(App app, Violations violations) {
        this.app = app;
        this.violations = violations;
    }

    static void check(App app, Violations violations) {
        NetworkValidation validation = new NetworkValidation(app, violations);
        validation.networks();
        validation.portDefinitions();
        validation.portMappings();
    }

    private void networks() {
        List<Network> networks = app.networks();
        boolean alike = networks.stream().map(Network::mode).distinct().count() <= 1;
        boolean several = networks.size() > 1;
        violations.require(
                alike && !(several && networks.getFirst().mode() != NetworkMode.CONTAINER),
                "/networks",
                "May specify a single host network, single bridge network, or else 1-to-n"
                        + " container networks");
        networks.stream()
                .map(NetworkValidation::problem)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(p -> violations.add("/networks", p));
        List<String> names = networks.stream().map(Network::name).filter(Objects::nonNull).toList();
        violations.require(
                names.stream().distinct().count() == names.size(),
                "/networks",
                "Duplicate networks are not allowed");
        boolean docker = app.container() != null && app.container().type() == Container.Type.DOCKER;
        violations.require(
                !docker || names.size() <= 1,
                "/networks",
                "may only specify a single container network when using the Docker container engine");
    }

    private static @Nullable String problem(Network network) {
        boolean named = network.name() != null && !network.name().isEmpty();
        return switch (network.mode()) {
            case HOST ->
                    named || !network.labels().isEmpty()
                            ? "Host networks may not have names or labels"
                            : null;
            case BRIDGE -> named ? "Bridge networks may not have names" : null;
            case CONTAINER ->
                    named
                            ? null
                            : "Network name must be specified when container network is selected.";
        };
    }

    private void portDefinitions() {
        List<PortDefinition> definitions = app.portDefinitions();
        violations.require(
                definitions.isEmpty() || app.onHostNetwork(),
                "/portDefinitions",
                "portDefinitions are only allowed with host-networking");
        for (int i = 0; i < definitions.size(); i++) {
            PortDefinition port = definitions.get(i);
            Violations at = violations.at("/portDefinitions", i);
            Numbers.port(at, "/port", port.port());
            nameAndProtocol(port.name(), port.protocol(), at);
        }
        unique(definitions.stream().map(PortDefinition::name).toList(), "/portDefinitions");
        List<Integer> numbers =
                definitions.stream().map(PortDefinition::port).filter(p -> p != 0).toList();
        violations.require(
                numbers.stream().distinct().count() == numbers.size(),
                "/portDefinitions",
                "Ports must be unique.");
    }

    private void portMappings() {
        List<PortMapping> mappings = app.portMappings();
        violations.require(
                mappings.isEmpty() || !app.onHostNetwork(),
                "/container/portMappings",
                "portMappings are not allowed with host-networking");
        for (int i = 0; i < mappings.size(); i++) {
            PortMapping port = mappings.get(i);
            Violations at = violations.at("/container/portMappings", i);
            Numbers.port(at, "/containerPort", port.containerPort());
            if (port.hostPort() != null) {
                Numbers.port(at, "/hostPort", port.hostPort());
            }
            Numbers.port(at, "/servicePort", port.servicePort());
            nameAndProtocol(port.name(), port.protocol(), at);
            networkNames(port, at);
        }
        unique(mappings.stream().map(PortMapping::name).toList(), "/container/portMappings");
    }

    private void networkNames(PortMapping port, Violations at) {
        List<String> known =
                app.networks().stream().map(Network::name).filter(Objects::nonNull).toList();
        at.require(
                known.containsAll(port.networkNames()),
                "/networkNames",
                "is not one of (" + String.join(",", known) + ")");
        at.require(
                known.size() <= 1 || port.hostPort() == null || port.networkNames().size() == 1,
                "/",
                "networkNames must be a single item list when hostPort is specified and more than"
                        + " 1 container network is defined");
    }

    private void nameAndProtocol(@Nullable String name, String protocol, Violations at) {
        at.require(
                PROTOCOLS.contains(protocol),
                "/protocol",
                "'" + protocol + "' is not one of tcp, udp, udp,tcp");
        if (name != null) {
            at.require(
                    NAME.matcher(name).matches(),
                    "/name",
                    "must fully match regular expression '" + NAME_REGEX + "'");
        }
    }

    private void unique(List<@Nullable String> names, String path) {
        List<@Nullable String> given = names.stream().filter(Objects::nonNull).toList();
        violations.require(
                given.stream().distinct().count() == given.size(),
                path,
                "Port names must be unique.");
    }
}
