package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.path.PathId;
import java.util.Set;

/** What the ids of apps and groups must look like (spec §2.1). */
public final class PathRules {

    private static final Set<String> RESERVED = Set.of("restart", "tasks", "versions", ".", "..");

    private PathRules() {}

    public static void checkApp(PathId id, Violations violations) {
        if (id.isRoot()) {
            violations.add("/id", "Path must not be root");
            return;
        }
        checkCharacters(id, violations);
        violations.require(
                !RESERVED.contains(id.lastSegment()),
                "/id",
                "must not end with any of the reserved words restart, tasks, versions, ., ..");
    }

    public static void checkGroup(PathId id, Violations violations) {
        checkCharacters(id, violations);
    }

    private static void checkCharacters(PathId id, Violations violations) {
        violations.require(
                id.hasValidCharacters(),
                "/id",
                "must fully match regular expression '" + PathId.SEGMENT_REGEX + "'");
    }
}
