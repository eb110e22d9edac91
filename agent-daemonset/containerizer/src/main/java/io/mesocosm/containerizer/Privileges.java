package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the container's processes may do beyond their user's rights.
 *
 * @param capabilities names without {@code CAP_}; empty optional leaves what the user and runtime
 *     give
 * @param noNewPrivileges forbids gaining rights by set-user-id programs
 */
public record Privileges(
        Optional<Set<String>> capabilities, List<Rlimit> rlimits, boolean noNewPrivileges) {
    public Privileges {
        capabilities = requireNonNull(capabilities, "capabilities").map(Set::copyOf);
        rlimits = List.copyOf(rlimits);
    }

    /** What the user and the runtime give, nothing taken or added. */
    public static Privileges ordinary() {
        return new Privileges(Optional.empty(), List.of(), false);
    }
}
