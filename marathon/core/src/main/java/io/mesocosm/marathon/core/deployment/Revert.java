package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.group.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes back what one plan changed and keeps what others changed since (spec §3, rollback). */
public final class Revert {

    private Revert() {}

    public static Group apply(Group root, Plan plan, Instant now) {
        Group result = root;
        for (GroupChange change : plan.groups()) {
            if (change.before() != null && !change.id().isRoot()) {
                result = restore(result, change, change.before(), now);
            }
        }
        for (AppChange change : plan.apps()) {
            App before = change.before();
            if (before == null) {
                result = result.withoutApp(change.id(), now);
            } else {
                result = result.withApp(undone(before, change.after(), now), now);
            }
        }
        return withoutCreated(result, plan, now);
    }

    private static App undone(App before, @Nullable App after, Instant now) {
        if (after == null) {
            return before;
        }
        if (!before.configVersion().equals(after.configVersion())) {
            return before.withVersionInfo(after.versionInfo().restarted(now).scaled(now));
        }
        return before.withVersionInfo(
                before.instances() == after.instances()
                        ? before.versionInfo().marked(now)
                        : before.versionInfo().scaled(now));
    }

    private static Group restore(
            Group root, GroupChange change, GroupChange.State before, Instant now) {
        Group present = root.group(change.id());
        Group base = present == null ? Group.empty(change.id(), now) : present;
        return root.withGroup(
                base.withDependencies(before.dependencies(), now)
                        .withEnforceRole(before.enforceRole(), now),
                now);
    }

    private static Group withoutCreated(Group root, Plan plan, Instant now) {
        List<GroupChange> created = new ArrayList<>(plan.groups());
        created.removeIf(c -> c.before() != null);
        Group result = root;
        for (GroupChange change : created.reversed()) {
            Group group = result.group(change.id());
            if (group != null && group.isEmpty() && !change.id().isRoot()) {
                result = result.withoutGroup(change.id(), now);
            }
        }
        return result;
    }
}
