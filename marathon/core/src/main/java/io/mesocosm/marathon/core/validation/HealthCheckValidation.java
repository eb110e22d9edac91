package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import java.util.List;

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
        Integer index = check.portIndex();
        if (check.port() == null && (index == null || index < 0 || index >= app.ports().size())) {
            at.add(
                    "/",
                    "Health check port indices must address an element of the ports array or"
                            + " container port mappings.");
        }
        if (check.port() != null) {
            Numbers.port(at, "/port", check.port());
        }
    }

    private static void readiness(App app, ReadinessCheck check, Violations at) {
        at.require(
                check.timeoutSeconds() < check.intervalSeconds(),
                "/timeoutSeconds",
                "timeout must be less than interval");
        at.require(
                !check.httpStatusCodesForReady().isEmpty(),
                "/httpStatusCodesForReady",
                "must not be empty");
        at.require(
                app.ports().stream().map(PortSpec::name).anyMatch(check.portName()::equals),
                "/portName",
                "must be a name of one of the app's ports, got '" + check.portName() + "'");
    }
}
