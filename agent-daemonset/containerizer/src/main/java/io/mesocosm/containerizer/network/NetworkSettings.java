package io.mesocosm.containerizer.network;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How containers are put on networks.
 *
 * @param pluginDir {@code --network_cni_plugins_dir}
 * @param configDir {@code --network_cni_config_dir}: one network a file
 * @param bridgeName the link that BRIDGE containers hang on
 * @param bridgeSubnet its addresses, in CIDR form
 */
public record NetworkSettings(
        Path pluginDir, Optional<Path> configDir, String bridgeName, String bridgeSubnet) {
    public NetworkSettings {
        requireNonNull(pluginDir, "pluginDir");
        requireNonNull(configDir, "configDir");
        requireNonNull(bridgeName, "bridgeName");
        requireNonNull(bridgeSubnet, "bridgeSubnet");
        if (bridgeName.length() > 15) {
            throw new IllegalArgumentException(
                    "A bridge's name has at most 15 characters: " + bridgeName);
        }
    }

    /** Debian's plugin directory and a bridge of our own. */
    public static NetworkSettings defaults() {
        return new NetworkSettings(
                Path.of("/usr/lib/cni"), Optional.empty(), "mesosbr0", "10.222.0.0/16");
    }

    public NetworkSettings withBridge(String name, String subnet) {
        return new NetworkSettings(pluginDir, configDir, name, subnet);
    }

    public NetworkSettings withConfigDir(Path value) {
        return new NetworkSettings(pluginDir, Optional.of(value), bridgeName, bridgeSubnet);
    }
}
