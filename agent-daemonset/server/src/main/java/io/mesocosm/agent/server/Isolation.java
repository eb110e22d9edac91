package io.mesocosm.agent.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.containerizer.RootFilesystem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What containers get that say nothing of it.
 *
 * @param cpuQuota a task may use its cpus and no more, by CFS quota ({@code --cgroups_enable_cfs})
 * @param rootFilesystem what commands without an image see: the host's, or the base one
 * @param seccompFolder where profiles of system calls are that tasks may name
 * @param seccomp the profile of those that name none
 */
public record Isolation(
        boolean cpuQuota,
        RootFilesystem rootFilesystem,
        Optional<Path> seccompFolder,
        Optional<Path> seccomp) {

    /** No quota, the host's files, every system call. */
    public static final Isolation NONE =
            new Isolation(false, new RootFilesystem.Host(), Optional.empty(), Optional.empty());

    public Isolation {
        requireNonNull(rootFilesystem, "rootFilesystem");
        requireNonNull(seccompFolder, "seccompFolder");
        requireNonNull(seccomp, "seccomp");
    }

    public Isolation withRootFilesystem(RootFilesystem value) {
        return new Isolation(cpuQuota, value, seccompFolder, seccomp);
    }
}
