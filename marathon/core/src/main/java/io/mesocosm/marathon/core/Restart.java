package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Builds the core's state from what was stored. */
final class Restart {

    private final World world;
    private final Stored stored;

    Restart(World world, Stored stored) {
        this.world = world;
        this.stored = stored;
    }

    void restore() {
        world.frameworkId = stored.frameworkId();
        groups();
        apps();
        stored.deployments().forEach(this::completeCommit);
        stored.instances().forEach(world.instances::put);
        stored.failures().forEach(f -> world.failures.put(f.app(), f));
        stored.history().stream()
                .sorted(Comparator.comparing(RootChange::version))
                .forEach(world.history::add);
        Instant version =
                world.history.isEmpty() ? world.root.version() : world.history.getLast().version();
        world.root =
                new Group(
                        world.root.id(),
                        world.root.apps(),
                        world.root.groups(),
                        world.root.dependencies(),
                        version,
                        world.root.enforceRole());
        world.sawVersion(version);
    }

    private void groups() {
        List<Write.PutGroup> sorted =
                stored.groups().stream().sorted(Comparator.comparing(Write.PutGroup::id)).toList();
        for (Write.PutGroup group : sorted) {
            Group present = world.root.group(group.id());
            Group base = present == null ? Group.empty(group.id(), group.version()) : present;
            world.root =
                    world.root.withGroup(
                            base.withDependencies(group.state().dependencies(), group.version())
                                    .withEnforceRole(group.state().enforceRole(), group.version()),
                            group.version());
            world.sawVersion(group.version());
        }
    }

    private void apps() {
        for (App app : stored.apps()) {
            world.root = world.root.withApp(app, app.version());
            world.sawVersion(app.version());
        }
        for (App app : stored.versions()) {
            PathId id = app.id();
            world.versions.computeIfAbsent(id, k -> new TreeMap<>()).put(app.version(), app);
            world.sawVersion(app.version());
        }
    }

    /** A large change may have been stored in part; its deployment, stored first, has the rest. */
    private void completeCommit(Plan plan) {
        world.sawVersion(plan.version());
        for (AppChange change : plan.apps()) {
            App present = world.root.app(change.id());
            App after = change.after();
            if (after == null) {
                if (present != null && present.version().isBefore(plan.version())) {
                    world.root = world.root.withoutApp(change.id(), plan.version());
                    world.write(new Write.RemoveApp(change.id()));
                }
            } else if (present == null || present.version().isBefore(after.version())) {
                world.root = world.root.withApp(after, plan.version());
                world.write(new Write.PutApp(after));
                world.keepVersion(after);
            }
        }
    }
}
