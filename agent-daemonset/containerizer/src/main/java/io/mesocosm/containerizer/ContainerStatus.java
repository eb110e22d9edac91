package io.mesocosm.containerizer;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where a running container is found.
 *
 * @param pid its first process, in the agent's pid namespace; empty for a holder
 * @param addresses its own addresses; empty when it shares the agent's network
 */
public record ContainerStatus(OptionalLong pid, List<InetAddress> addresses) {
    public ContainerStatus {
        addresses = List.copyOf(addresses);
    }
}
