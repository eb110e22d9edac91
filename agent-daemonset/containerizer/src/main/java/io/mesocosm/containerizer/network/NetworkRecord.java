package io.mesocosm.containerizer.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.containerizer.PortMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is needed to take a container off its network, even after the network's file has changed.
 */
record NetworkRecord(Optional<NetworkList> network, List<PortMapping> ports) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static NetworkRecord of(NetworkList network, List<PortMapping> ports) {
        return new NetworkRecord(Optional.of(network), ports);
    }

    static NetworkRecord none() {
        return new NetworkRecord(Optional.empty(), List.of());
    }

    /** Whether ports lead to the container that no plugin has mapped. */
    boolean portsAreOurs() {
        return !ports.isEmpty() && network.filter(list -> !list.mapsPorts()).isPresent();
    }

    void write(Path file) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        network.ifPresent(list -> json.set("network", list.toJson()));
        for (PortMapping port : ports) {
            json.withArray("ports")
                    .addObject()
                    .put("host", port.hostPort())
                    .put("container", port.containerPort())
                    .put("protocol", port.protocol().name());
        }
        Files.writeString(file, JSON.writeValueAsString(json));
    }

    static NetworkRecord read(Path file) throws IOException {
        JsonNode json = JSON.readTree(file.toFile());
        List<PortMapping> ports = new ArrayList<>();
        for (JsonNode port : json.path("ports")) {
            ports.add(
                    new PortMapping(
                            port.path("host").asInt(),
                            port.path("container").asInt(),
                            PortMapping.Protocol.valueOf(port.path("protocol").asText())));
        }
        Optional<NetworkList> network =
                json.get("network") instanceof ObjectNode list
                        ? Optional.of(NetworkList.parse(list))
                        : Optional.empty();
        return new NetworkRecord(network, ports);
    }
}
