package io.mesocosm.agent.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that an agent is told at its start; {@code flags} are the effective ones as {@code /flags}
 * shows them.
 *
 * @param masters the agent links to try, each {@code host:port}
 * @param switchUser tasks run as their own user where the agent may switch
 * @param cleanup end everything an earlier agent left and go
 */
public record AgentSettings(
        List<String> masters,
        String ip,
        int port,
        int executorPort,
        String hostname,
        Path workDir,
        Path runtimeDir,
        String resources,
        String attributes,
        String defaultRole,
        boolean switchUser,
        boolean cleanup,
        Path frameworksHome,
        String executorEnvironment,
        Duration recoveryTimeout,
        Duration registrationBackoff,
        Duration fetcherStallTimeout,
        Duration diskWatchInterval,
        boolean cgroupsEnableCfs,
        Settings core,
        Map<String, String> flags) {
    public static final int DEFAULT_LINK_PORT = 5055;

    public AgentSettings {
        masters = List.copyOf(masters);
        requireNonNull(ip, "ip");
        requireNonNull(hostname, "hostname");
        requireNonNull(workDir, "workDir");
        requireNonNull(runtimeDir, "runtimeDir");
        requireNonNull(core, "core");
        flags = Map.copyOf(flags);
    }

    /** Where the agent keeps its log and its term. */
    public Path metaDir() {
        return workDir.resolve("meta");
    }
}
