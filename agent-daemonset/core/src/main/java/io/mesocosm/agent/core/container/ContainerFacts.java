package io.mesocosm.agent.core.container;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What is known of a running container, as a status's container_status tells it. */
public record ContainerFacts(ContainerId id, List<String> addresses, long pid) {
    public ContainerFacts {
        requireNonNull(id, "id");
        addresses = List.copyOf(addresses);
    }
}
