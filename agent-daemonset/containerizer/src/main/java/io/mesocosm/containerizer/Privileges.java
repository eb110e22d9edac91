package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the container's processes may do beyond their user's rights.
 *
 * @param capabilities names without {@code CAP_}; empty optional leaves what the user and runtime
 *     give
 * @param seccomp a file with a profile of system calls in Docker's form; for containers with a root
 *     file system of their own
 * @param noNewPrivileges forbids gaining rights by set-user-id programs
 */
public record Privileges(
        Optional<Set<String>> capabilities,
        List<Rlimit> rlimits,
        Optional<Path> seccomp,
        boolean noNewPrivileges) {
    public Privileges {
        capabilities = requireNonNull(capabilities, "capabilities").map(Set::copyOf);
        rlimits = List.copyOf(rlimits);
        requireNonNull(seccomp, "seccomp");
    }

    /** What the user and the runtime give, nothing taken or added. */
    public static Privileges ordinary() {
        return new Privileges(Optional.empty(), List.of(), Optional.empty(), false);
    }
}
