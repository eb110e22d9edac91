package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of spec §5 for health and readiness checks. */
final class HealthCheckValidation {

    private HealthCheckValidation() {}

    static void check(App app, Violations violations) {
        List<HealthCheck> checks = app.healthChecks();
        for (int i = 0; i < checks.size(); i++) {
            one(app, checks.get(i), violations.at("/healthChecks", i));
        }
        long byMesos =
                checks.stream()
                        .filter(c -> !c.protocol().byMarathon() && c.protocol() != Protocol.COMMAND)
                        .count();
        violations.require(
                byMesos <= 1,
                "/healthChecks",
                "AppDefinition can contain at most one Mesos health check");
        if (app.check() != null) {
            check(app, app.check(), violations.at("/check"));
        }
        for (int i = 0; i < app.readinessChecks().size(); i++) {
            readiness(app, app.readinessChecks().get(i), violations.at("/readinessChecks", i));
        }
    }

    private static void one(App app, HealthCheck check, Violations at) {
        Numbers.atLeast(at, "/gracePeriodSeconds", check.gracePeriodSeconds(), 0);
        Numbers.atLeast(at, "/intervalSeconds", check.intervalSeconds(), 0);
        Numbers.atLeast(at, "/timeoutSeconds", check.timeoutSeconds(), 0);
        Numbers.atLeast(at, "/maxConsecutiveFailures", check.maxConsecutiveFailures(), 0);
        Numbers.atLeast(at, "/delaySeconds", check.delaySeconds(), 0);
        if (check.protocol() == Protocol.COMMAND) {
            at.require(
                    check.command() != null && !check.command().isEmpty(),
                    "/command",
                    "must be defined for a COMMAND health check");
            return;
        }
        at.require(check.command() == null, "/command", "must not be defined");
        boolean inDocker =
                app.container() != null && app.container().type() == Container.Type.DOCKER;
        at.require(
                check.ipProtocol().equals("IPv4") || (inDocker && !check.protocol().byMarathon()),
                "/",
                "IPv6 can only be used for container type DOCKER and Mesos http/https/tcp health"
                        + " checks");
        port(app, check.port(), check.portIndex(), at);
    }

    private static void port(
            App app, @Nullable Integer port, @Nullable Integer index, Violations at) {
        if (port == null && (index == null || index < 0 || index >= app.ports().size())) {
            at.add(
                    "/",
                    "Health check port indices must address an element of the ports array or"
                            + " container port mappings.");
        }
        if (port != null) {
            Numbers.port(at, "/port", port);
        }
    }

    private static void check(App app, Check check, Violations at) {
        Numbers.atLeast(at, "/intervalSeconds", check.intervalSeconds(), 0);
        Numbers.atLeast(at, "/timeoutSeconds", check.timeoutSeconds(), 0);
        Numbers.atLeast(at, "/delaySeconds", check.delaySeconds(), 0);
        at.require(
                app.container() == null || app.container().type() == Container.Type.MESOS,
                "/",
                "check is not supported with the Docker containerizer");
        Check.Command command = check.command();
        if (check.kind() == Check.Kind.EXEC) {
            at.require(
                    command != null && (command.shell() != null || !command.argv().isEmpty()),
                    "/exec/command",
                    "must have one of shell and argv");
        } else {
            port(app, check.port(), check.portIndex(), at);
        }
    }

    private static void readiness(App app, ReadinessCheck check, Violations at) {
        at.require(
                check.timeoutSeconds() < check.intervalSeconds(),
                "/timeoutSeconds",
                "got "
                        + check.timeoutSeconds()
                        + ", expected less than "
                        + check.intervalSeconds());
        at.require(
                !check.httpStatusCodesForReady().isEmpty(),
                "/httpStatusCodesForReady",
                "must not be empty");
        at.require(
                app.ports().stream().map(PortSpec::name).anyMatch(check.portName()::equals),
                "/portName",
                "No port definition reference for portName " + check.portName());
    }
}
