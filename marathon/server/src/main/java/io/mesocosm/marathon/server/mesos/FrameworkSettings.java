package io.mesocosm.marathon.server.mesos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Marathon says of itself to the master. */
public record FrameworkSettings(
        List<String> masters,
        String name,
        String user,
        String role,
        double failoverTimeoutSeconds,
        boolean checkpoint,
        String hostname,
        @Nullable String webUiUrl,
        String bridgeName,
        @Nullable String principal,
        @Nullable String secret) {}
