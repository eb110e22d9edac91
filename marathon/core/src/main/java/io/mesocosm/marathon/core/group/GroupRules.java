package io.mesocosm.marathon.core.group;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that a whole tree must obey (spec §2.7, §4.5). */
public final class GroupRules {

    private GroupRules() {}

    public static void check(Group root, Violations violations) {
        checkPaths(root, violations);
        boolean any = false;
        for (Group group : root.transitiveGroups()) {
            any |= !group.dependencies().isEmpty();
            checkPaths(group, violations);
        }
        any |= root.transitiveApps().stream().anyMatch(a -> !a.dependencies().isEmpty());
        if (any && Dependencies.of(root).isCyclic()) {
            violations.add("/", "Dependency graph has cyclic dependencies.");
        }
    }

    private static void checkPaths(Group group, Violations violations) {
        for (PathId id : group.apps().keySet()) {
            violations.require(
                    !group.groups().containsKey(id),
                    "/apps",
                    "Groups and Applications may not have the same identifier: " + id);
        }
    }

    /** The role an app has when it names none. */
    public static String defaultRole(Group root, PathId app, String mesosRole) {
        Group top = app.parent().isRoot() ? null : root.group(app.topLevel());
        return top != null && top.enforceRole() ? top.id().lastSegment() : mesosRole;
    }

    /** Refuses a role that is neither Marathon's, nor the first group's, nor held before. */
    public static void checkRole(
            Group root, App app, @Nullable App before, String mesosRole, Violations violations) {
        String top = app.id().parent().isRoot() ? mesosRole : app.id().topLevel().lastSegment();
        Group topGroup = root.group(app.id().topLevel());
        boolean enforced =
                !app.id().parent().isRoot() && topGroup != null && topGroup.enforceRole();
        List<String> allowed = enforced ? List.of(top) : List.of(mesosRole, top);
        boolean held = before != null && before.role().equals(app.role());
        violations.require(
                held || allowed.contains(app.role()),
                "/role",
                "got " + app.role() + ", expected one of: " + allowed);
    }
}
