package io.mesocosm.marathon.core.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port of a container on its own network; without a host port none is allocated (spec §2.3). */
public record PortMapping(
        int containerPort,
        @Nullable Integer hostPort,
        int servicePort,
        String protocol,
        @Nullable String name,
        Map<String, String> labels,
        List<String> networkNames) {

    public static PortMapping of(int containerPort, @Nullable Integer hostPort) {
        return new PortMapping(containerPort, hostPort, 0, "tcp", null, Map.of(), List.of());
    }

    public PortMapping withHostPort(int newHostPort) {
        return new PortMapping(
                containerPort, newHostPort, servicePort, protocol, name, labels, networkNames);
    }

    public PortMapping withServicePort(int newServicePort) {
        return new PortMapping(
                containerPort, hostPort, newServicePort, protocol, name, labels, networkNames);
    }
}
