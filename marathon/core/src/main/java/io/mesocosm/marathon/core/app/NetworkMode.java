package io.mesocosm.marathon.core.app;

import java.util.Optional;

/** The kind of network: the host's, the agent's bridge, or a named one (spec §2.4). */
public enum NetworkMode {
    HOST("host"),
    BRIDGE("container/bridge"),
    CONTAINER("container");

    private final String wire;

    NetworkMode(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<NetworkMode> parse(String raw) {
        for (NetworkMode mode : values()) {
            if (mode.wire.equals(raw)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
