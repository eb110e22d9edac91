package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * A further command for a container that runs.
 *
 * @param environment exactly what the process gets
 * @param user as in {@link ContainerConfig}; empty is the container's own
 * @param toSandbox appends its output to the sandbox's {@code stdout} and {@code stderr}; otherwise
 *     the output is in the result
 */
public record ExecConfig(
        Command command,
        Map<String, String> environment,
        Optional<String> user,
        boolean toSandbox) {
    public ExecConfig {
        requireNonNull(command, "command");
        environment = Map.copyOf(environment);
        requireNonNull(user, "user");
    }
}
