package io.mesocosm.containerizer.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Network namespaces of containers: made before the container, kept by a mount under a directory of
 * ours, undone after it, also by a later agent. Calls block; safe for use by any thread as long as
 * no two work on one container.
 */
public final class Networks {
    private static final Logger log = LoggerFactory.getLogger(Networks.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * What DC/OS calls the bridge that each of its agents has: Marathon gives containers of type
     * MESOS that name. A file of the agent's may say that it is another network.
     */
    private static final String BRIDGE_OF_DCOS = "mesos-bridge";

    private static final String RECORD = "network.json";
    private static final String RESULT = "network-result.json";

    private final NetworkSettings settings;
    private final Path namespaces;
    private final Cni cni;
    private final BridgeRules rules;

    public Networks(NetworkSettings settings, Path namespaces) {
        this.settings = settings;
        this.namespaces = namespaces;
        this.cni = new Cni(settings.pluginDir());
        this.rules = new BridgeRules(settings);
    }

    /** Programs and plugins without which no container gets a network of its own. */
    public List<String> missing() {
        Stream<String> programs =
                Stream.of("unshare", "nsenter", "umount", "ip", "iptables")
                        .filter(name -> Program.find(name).isEmpty());
        Stream<String> plugins =
                Stream.of("bridge", "host-local", "portmap")
                        .map(settings.pluginDir()::resolve)
                        .filter(plugin -> !Files.isExecutable(plugin))
                        .map(Path::toString);
        return Stream.concat(programs, plugins).toList();
    }

    /** Where a container's namespace is mounted while it has one of its own. */
    public Path namespace(ContainerId root) {
        return namespaces.resolve(root.value());
    }

    /**
     * Makes and furnishes a namespace; after a failure {@link #detach} clears away what was made.
     */
    public List<InetAddress> attach(ContainerId id, Path directory, Network network)
            throws IOException {
        NetworkRecord record = record(network);
        record.write(directory.resolve(RECORD));
        Path namespace = namespace(id);
        make(namespace);
        List<InetAddress> addresses = new ArrayList<>();
        if (record.network().isPresent()) {
            JsonNode result =
                    cni.add(record.network().get(), id.value(), namespace, record.ports());
            Files.writeString(directory.resolve(RESULT), JSON.writeValueAsString(result));
            addresses.addAll(addresses(result));
        }
        if (record.portsAreOurs()) {
            rules.lead(id, addresses.getFirst(), record.ports());
        }
        writeNames(directory, id.value(), addresses);
        return List.copyOf(addresses);
    }

    private NetworkRecord record(Network network) throws IOException {
        return switch (network) {
            case Network.Bridge(List<PortMapping> ports) -> bridge(ports);
            case Network.Named(String name, List<PortMapping> ports) -> {
                Optional<NetworkList> described = described(name);
                if (described.isPresent()) {
                    yield record(described.get(), ports);
                }
                if (name.equals(BRIDGE_OF_DCOS)) {
                    yield bridge(ports);
                }
                throw unknown(name);
            }
            case Network.None ignored -> NetworkRecord.none();
            case Network.Host ignored ->
                    throw new IllegalArgumentException("The host's network is not attached to");
        };
    }

    /** Others are the port mapper's, which also ends flows of UDP that began before. */
    private static boolean isOfTcp(List<PortMapping> ports) {
        return ports.stream().allMatch(port -> port.protocol() == PortMapping.Protocol.TCP);
    }

    private static NetworkRecord record(NetworkList network, List<PortMapping> ports) {
        return NetworkRecord.of(ports.isEmpty() ? network : network.withPortMapper(), ports);
    }

    private NetworkRecord bridge(List<PortMapping> ports) throws IOException {
        rules.ensure();
        NetworkList bridge = NetworkList.bridge(settings, namespaces.resolveSibling("leases"));
        return isOfTcp(ports) ? NetworkRecord.of(bridge, ports) : record(bridge, ports);
    }

    private Optional<NetworkList> described(String name) throws IOException {
        return settings.configDir().isPresent()
                ? NetworkList.named(name, settings.configDir().get())
                : Optional.empty();
    }

    private IOException unknown(String name) {
        return new IOException(
                "the network '"
                        + name
                        + "' is unknown: "
                        + settings.configDir()
                                .map(folder -> "no file in " + folder + " describes it")
                                .orElse("the agent has no --network_cni_config_dir"));
    }

    private void make(Path namespace) throws IOException {
        Files.createDirectories(namespaces);
        Files.createFile(namespace);
        Program.run(
                List.of("unshare", "--net=" + namespace, "ip", "link", "set", "lo", "up"), TIMEOUT);
    }

    /**
     * Takes the container off its network and removes the namespace; does nothing when there is
     * none.
     */
    public void detach(ContainerId id, Path directory) throws IOException {
        Path file = directory.resolve(RECORD);
        if (!Files.exists(file)) {
            return;
        }
        NetworkRecord record = NetworkRecord.read(file);
        Path namespace = namespace(id);
        try {
            if (record.portsAreOurs()) {
                rules.forget(id);
            }
            if (record.network().isPresent()) {
                cni.delete(record.network().get(), id.value(), namespace, record.ports());
            }
        } finally {
            // Whatever a plugin could not undo: what it put into the namespace goes with it.
            unmount(namespace);
        }
        Files.deleteIfExists(file);
    }

    private static void unmount(Path namespace) throws IOException {
        if (!Files.exists(namespace)) {
            return;
        }
        // Busy or not: the kernel keeps the namespace as long as somebody is in it.
        Program.Outcome outcome =
                Program.run(List.of("umount", "-l", namespace.toString()), Map.of(), "", TIMEOUT);
        if (outcome.code() != 0 && !outcome.error().contains("not mounted")) {
            throw new IOException("umount " + namespace + " failed: " + outcome.error().strip());
        }
        Files.deleteIfExists(namespace);
    }

    /** The addresses that a container was given, by its record. */
    public List<InetAddress> addresses(Path directory) throws IOException {
        Path file = directory.resolve(RESULT);
        return Files.exists(file) ? addresses(JSON.readTree(file.toFile())) : List.of();
    }

    private static List<InetAddress> addresses(JsonNode result) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (JsonNode ip : result.path("ips")) {
            found.add(InetAddress.getByName(ip.path("address").asText().split("/", 2)[0]));
        }
        return found;
    }

    /** Files that give the container's own names a meaning inside it. */
    private static void writeNames(Path directory, String name, List<InetAddress> addresses)
            throws IOException {
        StringBuilder hosts =
                new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n");
        addresses.forEach(
                address ->
                        hosts.append(address.getHostAddress())
                                .append('\t')
                                .append(name)
                                .append('\n'));
        Files.writeString(directory.resolve("hosts"), hosts);
        Path resolver = Path.of("/etc/resolv.conf");
        if (Files.isReadable(resolver)) {
            Files.copy(
                    resolver,
                    directory.resolve("resolv.conf"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes namespaces that no known container explains. */
    public void clear(Set<ContainerId> known) throws IOException {
        if (!Files.isDirectory(namespaces)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(namespaces)) {
            for (Path entry : entries) {
                if (!known.contains(ContainerId.of(entry.getFileName().toString()))) {
                    log.warn("netns={} has no record; removing it", entry);
                    unmount(entry);
                }
            }
        }
    }

    /** Removes the bridge, its rule and the port mapper's chains, unless somebody is on them. */
    public void vacate() throws IOException {
        if (!Files.isDirectory(namespaces.resolveSibling("leases"))) {
            return;
        }
        String ports =
                Program.run(
                        List.of("ip", "-o", "link", "show", "master", settings.bridgeName()),
                        TIMEOUT);
        if (ports.isBlank()) {
            Program.run(List.of("ip", "link", "del", settings.bridgeName()), TIMEOUT);
            rules.remove();
        }
        PortChains.removeUnused();
    }
}
