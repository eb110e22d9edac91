package io.mesocosm.marathon.core.draft;

import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.validation.Violations;
import java.util.List;
import java.util.Map;

/** Refuses drafts that say the same thing in old and new words at once (spec §2.2, §2.5). */
public final class DeprecatedForms {

    private DeprecatedForms() {}

    public static void check(AppDraft draft, Violations violations) {
        for (Map.Entry<String, String> missing : draft.missingFeatures.entrySet()) {
            violations.add(missing.getKey(), missing.getValue());
        }
        violations.require(
                draft.uris == null || draft.fetch == null || draft.uris.isEmpty(),
                "/uris",
                "may not be set in conjunction with fetch");
        violations.require(
                draft.acceptedResourceRoles == null || !draft.acceptedResourceRoles.isEmpty(),
                "/acceptedResourceRoles",
                "must not be empty");
        checkPorts(draft, violations);
        checkNetworks(draft, violations);
    }

    private static void checkPorts(AppDraft draft, Violations violations) {
        List<Integer> ports = draft.ports;
        List<PortDefinition> definitions = draft.portDefinitions;
        if (ports != null && definitions != null) {
            violations.require(
                    ports.equals(definitions.stream().map(PortDefinition::port).toList()),
                    "/",
                    "cannot specify both ports and port definitions");
        }
        if (ports != null) {
            List<Integer> nonZero = ports.stream().filter(p -> p != 0).toList();
            violations.require(
                    nonZero.stream().distinct().count() == nonZero.size(),
                    "/ports",
                    "ports must be unique");
        }
    }

    private static void checkNetworks(AppDraft draft, Violations violations) {
        ContainerDraft container = draft.container;
        violations.require(
                draft.networks == null || draft.ipAddress == null,
                "/",
                "must not specify both networks and ipAddress");
        if (container == null) {
            return;
        }
        violations.require(
                draft.networks == null || container.dockerNetwork() == null,
                "/",
                "must not specify both container.docker.network and networks");
        violations.require(
                isEmpty(container.portMappings()) || isEmpty(container.dockerPortMappings()),
                "/container",
                "must not specify both container.portMappings and container.docker.portMappings");
        if (container.dockerNetwork() != null && container.dockerNetwork().equals("NONE")) {
            violations.add("/container/docker/network", "network mode NONE is not supported");
        }
        if (draft.ipAddress != null && !draft.ipAddress.discoveryPorts().isEmpty()) {
            violations.require(
                    isEmpty(container.givenMappings()),
                    "/ipAddress/discovery/ports",
                    "must not be set together with port mappings");
        }
    }

    private static boolean isEmpty(@org.jspecify.annotations.Nullable List<?> list) {
        return list == null || list.isEmpty();
    }
}
