package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.protocol.v1.CommandInfo;
import java.util.Objects;
import java.util.Optional;

/** Writes the one health check of an app that the agent runs (spec §5). */
final class HealthCheckProtoWriter {

    private HealthCheckProtoWriter() {}

    static Optional<io.mesocosm.protocol.v1.HealthCheck> write(TaskSpec spec) {
        return spec.app().healthChecks().stream()
                .filter(c -> !c.protocol().byMarathon())
                .findFirst()
                .map(c -> write(spec, c));
    }

    private static io.mesocosm.protocol.v1.HealthCheck write(TaskSpec spec, HealthCheck check) {
        io.mesocosm.protocol.v1.HealthCheck.Builder out =
                io.mesocosm.protocol.v1.HealthCheck.newBuilder()
                        .setDelaySeconds(check.delaySeconds())
                        .setIntervalSeconds(check.intervalSeconds())
                        .setTimeoutSeconds(check.timeoutSeconds())
                        .setConsecutiveFailures(check.maxConsecutiveFailures())
                        .setGracePeriodSeconds(check.gracePeriodSeconds());
        if (check.protocol() == Protocol.COMMAND) {
            return out.setType(io.mesocosm.protocol.v1.HealthCheck.Type.COMMAND)
                    .setCommand(
                            CommandInfo.newBuilder()
                                    .setShell(true)
                                    .setValue(Objects.requireNonNull(check.command())))
                    .build();
        }
        if (check.protocol() == Protocol.MESOS_TCP) {
            return out.setType(io.mesocosm.protocol.v1.HealthCheck.Type.TCP)
                    .setTcp(
                            io.mesocosm.protocol.v1.HealthCheck.TCPCheckInfo.newBuilder()
                                    .setPort(port(spec, check)))
                    .build();
        }
        String scheme = check.protocol() == Protocol.MESOS_HTTPS ? "https" : "http";
        return out.setType(io.mesocosm.protocol.v1.HealthCheck.Type.HTTP)
                .setHttp(
                        io.mesocosm.protocol.v1.HealthCheck.HTTPCheckInfo.newBuilder()
                                .setScheme(scheme)
                                .setPort(port(spec, check))
                                .setPath(Objects.requireNonNullElse(check.path(), "/")))
                .build();
    }

    /** The agent probes from inside the container, so the container's port counts there. */
    private static int port(TaskSpec spec, HealthCheck check) {
        if (check.port() != null) {
            return check.port();
        }
        App app = spec.app();
        int index = check.portIndex() == null ? 0 : check.portIndex();
        Integer host = spec.hostPorts().get(index);
        return app.onHostNetwork() && host != null ? host : spec.containerPorts().get(index);
    }
}
