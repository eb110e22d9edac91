package io.mesocosm.marathon.server.json;

import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one element of {@code healthChecks} (spec §5). */
final class HealthCheckReader {

    private HealthCheckReader() {}

    static HealthCheck read(Fields f) {
        Protocol protocol =
                Objects.requireNonNullElse(f.choice("protocol", Protocol.class), Protocol.HTTP);
        HealthCheck defaults = HealthCheck.of(protocol);
        String path = f.text("path");
        return new HealthCheck(
                protocol,
                defaults.path() == null ? null : Objects.requireNonNullElse(path, "/"),
                f.integer("portIndex"),
                f.integer("port"),
                command(f),
                f.integer("gracePeriodSeconds", defaults.gracePeriodSeconds()),
                f.integer("intervalSeconds", defaults.intervalSeconds()),
                f.integer("timeoutSeconds", defaults.timeoutSeconds()),
                f.integer("maxConsecutiveFailures", defaults.maxConsecutiveFailures()),
                f.integer("delaySeconds", defaults.delaySeconds()),
                f.bool("ignoreHttp1xx", false),
                Objects.requireNonNullElse(f.text("ipProtocol"), defaults.ipProtocol()));
    }

    private static @Nullable String command(Fields f) {
        Fields command = f.object("command");
        return command == null ? null : command.requiredText("value");
    }
}
