package io.mesocosm.master.server;

import io.mesocosm.http.Credentials;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A real master on ports of its own, for tests. */
public final class RunningMaster implements AutoCloseable {
    private final MasterServer server;

    private RunningMaster(MasterServer server) {
        this.server = server;
    }

    public static RunningMaster start() throws IOException {
        return start(null, MasterSettings.Security.NONE);
    }

    public static RunningMaster startOn(Path registry) throws IOException {
        return start(registry, MasterSettings.Security.NONE);
    }

    public static RunningMaster startWithCredentials(String principal, String secret)
            throws IOException {
        return start(
                null,
                new MasterSettings.Security(
                        new Credentials(Map.of(principal, secret)), true, true, true, null));
    }

    public static RunningMaster startWith(MasterSettings.Security security) throws IOException {
        return start(null, security);
    }

    public static RunningMaster startWith(MasterSettings.Security security, Authorizer authorizer)
            throws IOException {
        return start(null, security, authorizer);
    }

    /** One that tells of its launches there. */
    public static RunningMaster startTraced(Telemetry telemetry) throws IOException {
        return new RunningMaster(
                MasterServer.start(
                        settings(null, MasterSettings.Security.NONE, Authorizer.OPEN),
                        Clock.systemUTC(),
                        null,
                        telemetry));
    }

    /** Over TLS; all realms ask for a certificate, or for the password of ada. */
    public static RunningMaster startSecure(TlsFiles tls) throws IOException {
        return start(
                null,
                new MasterSettings.Security(
                        new Credentials(Map.of("ada", "s3cret")), true, true, true, tls));
    }

    private static RunningMaster start(@Nullable Path registry, MasterSettings.Security security)
            throws IOException {
        return start(registry, security, Authorizer.OPEN);
    }

    private static RunningMaster start(
            @Nullable Path registry, MasterSettings.Security security, Authorizer authorizer)
            throws IOException {
        return new RunningMaster(
                MasterServer.start(settings(registry, security, authorizer), Clock.systemUTC()));
    }

    private static MasterSettings settings(
            @Nullable Path registry, MasterSettings.Security security, Authorizer authorizer) {
        return new MasterSettings(
                config(UUID.randomUUID().toString(), authorizer),
                new MasterSettings.Addresses("127.0.0.1", 0, 0, "localhost", "127.0.0.1", 0),
                registry,
                null,
                "test",
                null,
                security,
                2,
                null,
                Map.of("port", "0"));
    }

    private static MasterConfig config(String masterId, Authorizer authorizer) {
        MasterConfig d = MasterConfig.defaults(masterId);
        return new MasterConfig(
                masterId,
                d.heartbeatInterval(),
                Duration.ofMillis(100),
                d.agentPingTimeout(),
                d.maxAgentPingTimeouts(),
                d.agentReregisterTimeout(),
                d.agentRemovalRate(),
                d.offerTimeout(),
                d.roles(),
                d.rootSubmissions(),
                d.maxCompletedFrameworks(),
                d.maxCompletedTasksPerFramework(),
                d.maxUnreachableTasksPerFramework(),
                d.registryMaxAgentAge(),
                d.registryMaxAgentCount(),
                d.registryGcInterval(),
                d.allocator(),
                authorizer);
    }

    public int port() {
        return server.port();
    }

    public int linkPort() {
        return server.linkPort();
    }

    public int probePort() {
        return server.probePort();
    }

    public MasterServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
