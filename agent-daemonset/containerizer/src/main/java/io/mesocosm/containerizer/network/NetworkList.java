package io.mesocosm.containerizer.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration of one CNI network: the plugins of its chain in order. */
record NetworkList(String name, String version, List<ObjectNode> plugins) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VERSION = "0.4.0";

    /**
     * A bridge of our own, with addresses given out from files under {@code leases}. Its {@link
     * BridgeRules} are made apart.
     */
    static NetworkList bridge(NetworkSettings settings, Path leases) {
        ObjectNode bridge =
                JSON.createObjectNode()
                        .put("type", "bridge")
                        .put("bridge", settings.bridgeName())
                        .put("isGateway", true)
                        .put("hairpinMode", true);
        ObjectNode ipam = bridge.putObject("ipam").put("type", "host-local");
        ipam.put("dataDir", leases.toString());
        ipam.putArray("ranges").addArray().addObject().put("subnet", settings.bridgeSubnet());
        ipam.putArray("routes").addObject().put("dst", "0.0.0.0/0");
        return new NetworkList("bridge", VERSION, List.of(bridge));
    }

    private static ObjectNode portMapper() {
        ObjectNode plugin = JSON.createObjectNode().put("type", "portmap").put("snat", true);
        plugin.putObject("capabilities").put("portMappings", true);
        return plugin;
    }

    /**
     * Finds a network by its name among the files of a directory, a plugin or a list of plugins
     * each.
     */
    static Optional<NetworkList> named(String name, Path directory) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : files) {
                JsonNode content = JSON.readTree(file.toFile());
                if (content instanceof ObjectNode network
                        && network.path("name").asText().equals(name)) {
                    return Optional.of(parse(network));
                }
            }
        }
        return Optional.empty();
    }

    static NetworkList parse(ObjectNode network) {
        List<ObjectNode> plugins = new ArrayList<>();
        if (network.path("plugins") instanceof ArrayNode list) {
            list.forEach(plugin -> plugins.add((ObjectNode) plugin));
        } else {
            plugins.add(network);
        }
        return new NetworkList(
                network.path("name").asText(),
                network.path("cniVersion").asText(VERSION),
                List.copyOf(plugins));
    }

    /** Whether one of its plugins maps ports. */
    boolean mapsPorts() {
        return plugins.stream()
                .anyMatch(p -> p.path("capabilities").path("portMappings").asBoolean());
    }

    /** With a port mapper at its end, unless it has one. */
    NetworkList withPortMapper() {
        if (mapsPorts()) {
            return this;
        }
        List<ObjectNode> all = new ArrayList<>(plugins);
        all.add(portMapper());
        return new NetworkList(name, version, List.copyOf(all));
    }

    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode().put("name", name).put("cniVersion", version);
        json.putArray("plugins").addAll(plugins);
        return json;
    }
}
