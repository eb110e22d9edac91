package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a launch needs to know of one container.
 *
 * @param command empty for a holder: it runs nothing, its limits and network are its children's
 * @param environment exactly what the process gets, the image's variables beneath it
 * @param user a name of the container's passwd file or {@code uid[:gid]}; empty is the agent's own
 *     user, or the image's
 * @param sandbox host directory, made by the caller; {@code stdout} and {@code stderr} are written
 *     there, and it is at {@link #SANDBOX_IN_IMAGE} in a container with a root file system of its
 *     own
 * @param workingDirectory absolute inside the container; empty is the image's, else the sandbox
 * @param logLimit bytes of {@code stdout}, and of {@code stderr}, at which the file is renamed to
 *     {@code stdout.1}; 0 never rotates
 */
public record ContainerConfig(
        ContainerId id,
        Optional<Command> command,
        Map<String, String> environment,
        Optional<String> user,
        Path sandbox,
        Optional<String> workingDirectory,
        Limits limits,
        RootFilesystem rootFilesystem,
        Network network,
        Optional<String> hostname,
        List<Volume> volumes,
        Privileges privileges,
        long logLimit) {

    /**
     * Where a container with a root file system of its own finds its sandbox (mesos spec §2,
     * MESOS_SANDBOX).
     */
    public static final String SANDBOX_IN_IMAGE = "/mnt/mesos/sandbox";

    public ContainerConfig {
        requireNonNull(id, "id");
        requireNonNull(command, "command");
        environment = Map.copyOf(environment);
        requireNonNull(user, "user");
        requireNonNull(sandbox, "sandbox");
        requireNonNull(workingDirectory, "workingDirectory");
        requireNonNull(limits, "limits");
        requireNonNull(rootFilesystem, "rootFilesystem");
        requireNonNull(network, "network");
        requireNonNull(hostname, "hostname");
        volumes = List.copyOf(volumes);
        requireNonNull(privileges, "privileges");
        if (!sandbox.isAbsolute()) {
            throw new IllegalArgumentException("The sandbox must be an absolute path: " + sandbox);
        }
        if (id.parent() != null && !(network instanceof Network.Host)) {
            throw new IllegalArgumentException(
                    "Container " + id + " is nested and shares its parent's network");
        }
    }

    /**
     * A holder without limits in the host's file system and network, to be refined by a builder.
     */
    public static Builder builder(ContainerId id, Path sandbox) {
        return new Builder(id, sandbox);
    }

    /** Collects a {@link ContainerConfig}; what is not said keeps its plainest value. */
    public static final class Builder {
        private final ContainerId id;
        private final Path sandbox;
        private Optional<Command> command = Optional.empty();
        private Map<String, String> environment = Map.of();
        private Optional<String> user = Optional.empty();
        private Optional<String> workingDirectory = Optional.empty();
        private Limits limits = Limits.none();
        private RootFilesystem rootFilesystem = new RootFilesystem.Host();
        private Network network = new Network.Host();
        private Optional<String> hostname = Optional.empty();
        private final List<Volume> volumes = new ArrayList<>();
        private Privileges privileges = Privileges.ordinary();
        private long logLimit;

        private Builder(ContainerId id, Path sandbox) {
            this.id = requireNonNull(id, "id");
            this.sandbox = requireNonNull(sandbox, "sandbox");
        }

        public Builder shell(String line) {
            return command(new Command.Shell(line));
        }

        public Builder command(Command value) {
            command = Optional.of(value);
            return this;
        }

        public Builder environment(Map<String, String> value) {
            environment = value;
            return this;
        }

        public Builder user(String value) {
            user = Optional.of(value);
            return this;
        }

        public Builder workingDirectory(String value) {
            workingDirectory = Optional.of(value);
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder image(String reference, boolean forcePull) {
            return rootFilesystem(new RootFilesystem.Image(reference, forcePull));
        }

        public Builder rootFilesystem(RootFilesystem value) {
            rootFilesystem = value;
            return this;
        }

        public Builder network(Network value) {
            network = value;
            return this;
        }

        public Builder hostname(String value) {
            hostname = Optional.of(value);
            return this;
        }

        public Builder volume(Volume value) {
            volumes.add(value);
            return this;
        }

        public Builder privileges(Privileges value) {
            privileges = value;
            return this;
        }

        public Builder logLimit(long bytes) {
            logLimit = bytes;
            return this;
        }

        public ContainerConfig build() {
            return new ContainerConfig(
                    id,
                    command,
                    environment,
                    user,
                    sandbox,
                    workingDirectory,
                    limits,
                    rootFilesystem,
                    network,
                    hostname,
                    volumes,
                    privileges,
                    logLimit);
        }
    }
}
