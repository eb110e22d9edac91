package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.protocol.v1.CheckInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the health check and the check of an app that the agent runs (spec §5). */
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

    /** The check that only tells, if the app has one. */
    static Optional<CheckInfo> check(TaskSpec spec) {
        Check check = spec.app().check();
        if (check == null) {
            return Optional.empty();
        }
        CheckInfo.Builder out =
                CheckInfo.newBuilder()
                        .setDelaySeconds(check.delaySeconds())
                        .setIntervalSeconds(check.intervalSeconds())
                        .setTimeoutSeconds(check.timeoutSeconds());
        switch (check.kind()) {
            case HTTP ->
                    out.setType(CheckInfo.Type.HTTP)
                            .setHttp(
                                    CheckInfo.Http.newBuilder()
                                            .setPort(port(spec, check.port(), check.portIndex()))
                                            .setPath(
                                                    Objects.requireNonNullElse(check.path(), "/")));
            case TCP ->
                    out.setType(CheckInfo.Type.TCP)
                            .setTcp(
                                    CheckInfo.Tcp.newBuilder()
                                            .setPort(port(spec, check.port(), check.portIndex())));
            case EXEC ->
                    out.setType(CheckInfo.Type.COMMAND)
                            .setCommand(
                                    CheckInfo.Command.newBuilder()
                                            .setCommand(
                                                    command(
                                                            Objects.requireNonNull(
                                                                    check.command()))));
        }
        return Optional.of(out.build());
    }

    private static CommandInfo command(Check.Command command) {
        return command.shell() != null
                ? CommandInfo.newBuilder().setShell(true).setValue(command.shell()).build()
                : CommandInfo.newBuilder()
                        .setShell(false)
                        .setValue(command.argv().getFirst())
                        .addAllArguments(command.argv())
                        .build();
    }

    private static int port(TaskSpec spec, HealthCheck check) {
        return port(spec, check.port(), check.portIndex());
    }

    /** The agent probes from inside the container, so the container's port counts there. */
    private static int port(TaskSpec spec, @Nullable Integer fixed, @Nullable Integer portIndex) {
        if (fixed != null) {
            return fixed;
        }
        App app = spec.app();
        int index = portIndex == null ? 0 : portIndex;
        Integer host = spec.hostPorts().get(index);
        return app.onHostNetwork() && host != null ? host : spec.containerPorts().get(index);
    }
}
