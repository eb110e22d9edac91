package io.mesocosm.master.core.role;

import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Roles;
import java.util.Optional;
import java.util.Set;

/** What weights and quotas have in common. */
final class RoleRules {
    /** What the registry takes in one transaction, so that a call holds whole or not at all. */
    private static final int ROLES_MAX = 100;

    private RoleRules() {}

    /** Whether the role is missing from the whitelist, where there is one. */
    static boolean isNotListed(String role, MasterState state) {
        Set<String> roles = state.config().roles();
        return roles != null && !role.equals(Roles.DEFAULT) && !roles.contains(role);
    }

    /** Whether a role is the other or below it. */
    static boolean isWithin(String role, String top) {
        return role.equals(top) || Roles.isStrictDescendant(role, top);
    }

    static Optional<String> tooMany(int roles) {
        return roles <= ROLES_MAX
                ? Optional.empty()
                : Optional.of(
                        roles + " roles in one call, at most " + ROLES_MAX + " can be: split it");
    }
}
