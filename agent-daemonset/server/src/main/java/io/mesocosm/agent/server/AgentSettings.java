package io.mesocosm.agent.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Settings;
import io.mesocosm.agent.server.executor.ExecutorTokens;
import io.mesocosm.http.Credentials;
import io.mesocosm.protocol.v1.DomainInfo;
import io.mesocosm.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an agent is told at its start; {@code flags} are the effective ones as {@code /flags}
 * shows them.
 *
 * @param masters the agent links to try, each {@code host:port}
 * @param ip what the ports are bound to
 * @param advertisedIp what others are told
 * @param probePort of the plain port for probes; null for none
 * @param domain where the agent stands, or null
 * @param logFile the agent's own log, readable as /slave/log; null for none
 * @param switchUser tasks run as their own user where the agent may switch
 * @param cleanup end everything an earlier agent left and go
 */
public record AgentSettings(
        List<String> masters,
        String ip,
        String advertisedIp,
        int port,
        int executorPort,
        @Nullable Integer probePort,
        String hostname,
        Path workDir,
        Path runtimeDir,
        String resources,
        String attributes,
        @Nullable DomainInfo domain,
        String defaultRole,
        boolean switchUser,
        boolean cleanup,
        Path frameworksHome,
        String executorEnvironment,
        Duration recoveryTimeout,
        Duration registrationBackoff,
        Duration fetcherStallTimeout,
        Duration diskWatchInterval,
        Isolation isolation,
        Settings core,
        @Nullable Path logFile,
        Security security,
        Map<String, String> flags) {
    public static final int DEFAULT_LINK_PORT = 5055;

    public AgentSettings {
        masters = List.copyOf(masters);
        requireNonNull(ip, "ip");
        requireNonNull(advertisedIp, "advertisedIp");
        requireNonNull(security, "security");
        requireNonNull(hostname, "hostname");
        requireNonNull(workDir, "workDir");
        requireNonNull(runtimeDir, "runtimeDir");
        requireNonNull(isolation, "isolation");
        requireNonNull(core, "core");
        flags = Map.copyOf(flags);
    }

    /**
     * Who must prove who they are.
     *
     * @param credentials principals and secrets, null for none
     * @param readonly whether the read-only endpoints ask for them
     * @param readwrite whether the operator API does
     * @param tls the agent's own identity, with which it serves and reaches masters; null for plain
     *     text
     * @param tokens given to custom executors; null for none
     * @param executors whether executors must show them
     */
    public record Security(
            @Nullable Credentials credentials,
            boolean readonly,
            boolean readwrite,
            @Nullable TlsFiles tls,
            @Nullable ExecutorTokens tokens,
            boolean executors) {
        public static final Security NONE = new Security(null, false, false, null);

        public Security {
            if (executors && tokens == null) {
                throw new IllegalArgumentException("no tokens for executors to show");
            }
        }

        /** Where executors prove nothing. */
        public Security(
                @Nullable Credentials credentials,
                boolean readonly,
                boolean readwrite,
                @Nullable TlsFiles tls) {
            this(credentials, readonly, readwrite, tls, null, false);
        }

        /** The same where executors get these tokens, and may have to show them. */
        public Security withTokens(@Nullable ExecutorTokens given, boolean asked) {
            return new Security(credentials, readonly, readwrite, tls, given, asked);
        }
    }

    /** Where the agent keeps its log and its term. */
    public Path metaDir() {
        return workDir.resolve("meta");
    }
}
