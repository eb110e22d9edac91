package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.group.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Goes back from the present tree of groups to earlier ones, change by change. */
public final class RootHistory {

    private RootHistory() {}

    /** The tree as it was in this version, if that is still known. */
    public static Optional<Group> at(Group root, Deque<RootChange> history, Instant version) {
        Group result = root;
        Instant at = root.version();
        Iterator<RootChange> back = history.descendingIterator();
        while (!at.equals(version)) {
            if (!back.hasNext()) {
                return Optional.empty();
            }
            RootChange change = back.next();
            result = undo(result, change);
            at = change.before();
        }
        return Optional.of(result);
    }

    /** The versions that can still be gone back to, newest first. */
    public static List<Instant> versions(Group root, Deque<RootChange> history) {
        List<Instant> versions = new ArrayList<>();
        versions.add(root.version());
        Iterator<RootChange> back = history.descendingIterator();
        back.forEachRemaining(c -> versions.add(c.before()));
        return versions.stream().distinct().toList();
    }

    private static Group undo(Group root, RootChange change) {
        Group result = root;
        for (GroupChange group : change.groups()) {
            GroupChange.State before = group.before();
            if (before != null && !group.id().isRoot()) {
                Group present = result.group(group.id());
                Group base = present == null ? Group.empty(group.id(), change.before()) : present;
                result =
                        result.withGroup(
                                base.withDependencies(before.dependencies(), change.before())
                                        .withEnforceRole(before.enforceRole(), change.before()),
                                change.before());
            }
        }
        for (AppChange app : change.apps()) {
            App before = app.before();
            result =
                    before == null
                            ? result.withoutApp(app.id(), change.before())
                            : result.withApp(before, change.before());
        }
        for (GroupChange group : change.groups()) {
            if (group.before() == null && !group.id().isRoot()) {
                result = result.withoutGroup(group.id(), change.before());
            }
        }
        return result;
    }
}
