package io.mesocosm.containerizer.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls CNI plugins: a chain of them for each network, each fed the result of the one before. */
final class Cni {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String INTERFACE = "eth0";

    private final Path plugins;

    Cni(Path plugins) {
        this.plugins = plugins;
    }

    /** Furnishes a namespace and returns the result of the last plugin. */
    JsonNode add(NetworkList network, String container, Path namespace, List<PortMapping> ports)
            throws IOException {
        JsonNode result = null;
        for (ObjectNode plugin : network.plugins()) {
            ObjectNode config = config(network, plugin, ports, result);
            Program.Outcome outcome = call("ADD", config, container, namespace);
            if (outcome.code() != 0) {
                throw new IOException(failure(plugin, network, outcome));
            }
            result = JSON.readTree(outcome.output());
        }
        if (result == null) {
            throw new IOException("network '" + network.name() + "' has no plugin");
        }
        return result;
    }

    /** Undoes an add, also one that was broken off; every plugin is called although one fails. */
    void delete(NetworkList network, String container, Path namespace, List<PortMapping> ports)
            throws IOException {
        IOException first = null;
        for (ObjectNode plugin : network.plugins().reversed()) {
            Program.Outcome outcome =
                    call("DEL", config(network, plugin, ports, null), container, namespace);
            if (outcome.code() != 0 && first == null) {
                first = new IOException(failure(plugin, network, outcome));
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Program.Outcome call(String verb, ObjectNode config, String container, Path namespace)
            throws IOException {
        Path plugin = plugins.resolve(config.path("type").asText());
        if (!Files.isExecutable(plugin)) {
            throw new IOException("the CNI plugin " + plugin + " is not installed");
        }
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND", verb,
                        "CNI_CONTAINERID", container,
                        "CNI_NETNS", namespace.toString(),
                        "CNI_IFNAME", INTERFACE,
                        "CNI_PATH", plugins.toString());
        return Program.run(
                List.of(plugin.toString()), environment, JSON.writeValueAsString(config), TIMEOUT);
    }

    private static ObjectNode config(
            NetworkList network,
            ObjectNode plugin,
            List<PortMapping> ports,
            @Nullable JsonNode previous) {
        ObjectNode config = plugin.deepCopy();
        config.put("cniVersion", network.version()).put("name", network.name());
        if (previous != null) {
            config.set("prevResult", previous);
        }
        if (config.path("capabilities").path("portMappings").asBoolean()) {
            ObjectNode runtime = config.putObject("runtimeConfig");
            ports.forEach(
                    port ->
                            runtime.withArray("portMappings")
                                    .add(mapping(port, "hostPort", "containerPort")));
        }
        // What Mesos tells plugins (mesos spec §7.2, network/cni).
        ObjectNode info =
                config.withObject("/args").withObject("org.apache.mesos").putObject("network_info");
        info.put("name", network.name());
        ports.forEach(
                port ->
                        info.withArray("port_mappings")
                                .add(mapping(port, "host_port", "container_port")));
        return config;
    }

    private static ObjectNode mapping(PortMapping port, String host, String container) {
        return JSON.createObjectNode()
                .put(host, port.hostPort())
                .put(container, port.containerPort())
                .put("protocol", port.protocol().name().toLowerCase(Locale.ROOT));
    }

    private static String failure(ObjectNode plugin, NetworkList network, Program.Outcome outcome) {
        return "CNI plugin '"
                + plugin.path("type").asText()
                + "' of network '"
                + network.name()
                + "' failed: "
                + message(outcome);
    }

    private static String message(Program.Outcome outcome) {
        try {
            JsonNode answer = JSON.readTree(outcome.output());
            String text = answer.path("msg").asText() + " " + answer.path("details").asText();
            return text.isBlank() ? Program.shorten(outcome.error()) : text.strip();
        } catch (JsonProcessingException e) {
            return Program.shorten(outcome.output() + " " + outcome.error());
        }
    }
}
