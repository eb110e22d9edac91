package io.mesocosm.marathon.core.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One port of an app, whichever way its network asks for it. */
public record PortSpec(
        @Nullable Integer containerPort,
        @Nullable Integer hostPort,
        int servicePort,
        String protocol,
        @Nullable String name,
        Map<String, String> labels) {

    /** The number the app itself knows the port by; 0 when it left the choice open. */
    public int requestedPort() {
        return containerPort != null ? containerPort : servicePort;
    }
}
