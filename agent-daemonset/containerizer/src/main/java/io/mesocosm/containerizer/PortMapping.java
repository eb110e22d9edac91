package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

/** A port of the agent's host that leads to a port inside the container. */
public record PortMapping(int hostPort, int containerPort, Protocol protocol) {

    /** Transport of a mapping. */
    public enum Protocol {
        TCP,
        UDP
    }

    public PortMapping {
        requireNonNull(protocol, "protocol");
        requirePort(hostPort, "hostPort");
        requirePort(containerPort, "containerPort");
    }

    private static void requirePort(int port, String name) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(name + " must be 1-65535: " + port);
        }
    }
}
