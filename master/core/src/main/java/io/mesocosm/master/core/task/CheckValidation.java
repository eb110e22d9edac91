package io.mesocosm.master.core.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for checks, environments and containers, in Mesos's words. */
final class CheckValidation {
    private CheckValidation() {}

    static Optional<String> check(HealthCheckSpec check) {
        return kind(check, "check", "CheckInfo").or(() -> times(check, false));
    }

    static Optional<String> healthCheck(HealthCheckSpec check) {
        return kind(check, "health check", "HealthCheck").or(() -> times(check, true));
    }

    private static Optional<String> kind(HealthCheckSpec check, String word, String message) {
        return switch (check.type()) {
            case UNSET -> untyped(check, word, message);
            case UNKNOWN -> Optional.of("'UNKNOWN' is not a valid " + word + " type");
            case COMMAND -> command(check, word);
            case HTTP -> http(check, word);
            case TCP ->
                    check.hasTcp()
                            ? Optional.empty()
                            : Optional.of("Expecting 'tcp' to be set for TCP " + word);
        };
    }

    /**
     * The master fills in a health check's type when only its command or only http is set (§1.4).
     */
    private static Optional<String> untyped(HealthCheckSpec check, String word, String message) {
        if (message.equals("HealthCheck") && check.hasCommand() != check.hasHttp()) {
            return check.hasCommand() ? command(check, word) : http(check, word);
        }
        return Optional.of(message + " must specify 'type'");
    }

    private static Optional<String> command(HealthCheckSpec check, String word) {
        if (!check.hasCommand()) {
            return Optional.of("Expecting 'command' to be set for COMMAND " + word);
        }
        return check.commandHasValue()
                ? Optional.empty()
                : Optional.of(capital(word) + " must contain 'shell command'");
    }

    private static String capital(String word) {
        return "Command " + word;
    }

    private static Optional<String> http(HealthCheckSpec check, String word) {
        if (!check.hasHttp()) {
            return Optional.of("Expecting 'http' to be set for HTTP " + word);
        }
        String scheme = check.http().scheme();
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("Unsupported HTTP " + word + " scheme: '" + scheme + "'");
        }
        String path = check.http().path();
        return path.isEmpty() || path.startsWith("/")
                ? Optional.empty()
                : Optional.of("The path '" + path + "' of HTTP " + word + " must start with '/'");
    }

    private static Optional<String> times(HealthCheckSpec check, boolean withGrace) {
        Map<String, Double> times = new LinkedHashMap<>();
        times.put("delay_seconds", check.delaySeconds());
        if (withGrace) {
            times.put("grace_period_seconds", check.gracePeriodSeconds());
        }
        times.put("interval_seconds", check.intervalSeconds());
        times.put("timeout_seconds", check.timeoutSeconds());
        return times.entrySet().stream()
                .filter(time -> !(time.getValue() >= 0))
                .findFirst()
                .map(time -> "Expecting '" + time.getKey() + "' to be non-negative");
    }

    static Optional<String> environment(List<EnvironmentVariable> variables) {
        return variables.stream()
                .map(CheckValidation::variable)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> variable(EnvironmentVariable variable) {
        return switch (variable.type()) {
            case UNKNOWN -> Optional.of("Environment variable of type 'UNKNOWN' is not allowed");
            case VALUE -> holds(variable, variable.hasValue(), "value", variable.hasSecret());
            case SECRET -> holds(variable, variable.hasSecret(), "secret", variable.hasValue());
        };
    }

    private static Optional<String> holds(
            EnvironmentVariable variable, boolean own, String word, boolean other) {
        String start =
                "Environment variable '"
                        + variable.name()
                        + "' of type '"
                        + variable.type()
                        + "' must ";
        if (!own) {
            return Optional.of(start + "have a " + word + " set");
        }
        return other
                ? Optional.of(
                        start
                                + "not have a "
                                + (word.equals("value") ? "secret" : "value")
                                + " set")
                : Optional.empty();
    }

    static Optional<String> container(ContainerSpec container) {
        return container.volumes().stream()
                .filter(v -> sources(v) > 1)
                .findFirst()
                .map(
                        v ->
                                "Invalid volume: Only one of them should be set: 'host_path',"
                                        + " 'image' and 'source'")
                .or(() -> docker(container));
    }

    private static Optional<String> docker(ContainerSpec container) {
        return container.type() == ContainerSpec.Type.DOCKER && !container.hasDocker()
                ? Optional.of("DockerInfo 'docker' is not set for DOCKER typed ContainerInfo")
                : Optional.empty();
    }

    private static int sources(ContainerSpec.VolumeSpec volume) {
        return (volume.hasHostPath() ? 1 : 0)
                + (volume.hasImage() ? 1 : 0)
                + (volume.hasSource() ? 1 : 0);
    }
}
