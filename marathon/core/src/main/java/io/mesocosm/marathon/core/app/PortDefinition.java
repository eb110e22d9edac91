package io.mesocosm.marathon.core.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port of an app on the host network; 0 asks for any (spec §2.2). */
public record PortDefinition(
        int port, String protocol, @Nullable String name, Map<String, String> labels) {

    public static PortDefinition of(int port) {
        return new PortDefinition(port, "tcp", null, Map.of());
    }

    public PortDefinition withPort(int newPort) {
        return new PortDefinition(newPort, protocol, name, labels);
    }
}
