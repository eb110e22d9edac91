package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.GroupDraft;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.PathRules;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes of groups that clients ask for (spec §1.4). */
final class GroupCalls {

    private final World world;
    private final Rollout rollout;
    private final Definitions definitions;

    GroupCalls(World world, Rollout rollout, Definitions definitions) {
        this.world = world;
        this.rollout = rollout;
        this.definitions = definitions;
    }

    Outcome create(Command.CreateGroup command, Claim claim) {
        GroupDraft draft = command.group();
        PathId id = draft.id() == null ? command.id() : PathId.resolve(draft.id(), command.id());
        if (world.root.group(id) != null) {
            return new Outcome.Conflict(
                    "Group " + id + " is already created. Use PUT to change this group.");
        }
        if (world.root.app(id) != null) {
            return new Outcome.Conflict("An app with the path " + id + " already exists.");
        }
        return apply(id, draft, Manner.of(command, claim));
    }

    Outcome update(Command.UpdateGroup command, Claim claim) {
        GroupDraft draft = command.group();
        PathId id = draft.id() == null ? command.id() : PathId.resolve(draft.id(), command.id());
        Instant version = draft.version();
        Double factor = draft.scaleBy();
        if ((version != null && (draft.changesContent() || factor != null))
                || (factor != null && draft.changesContent())) {
            String field = version != null ? "version" : "scaleBy";
            return new Outcome.Unprocessable(
                    "'" + field + "' is not allowed in conjunction with other properties.");
        }
        if (version != null) {
            return rollBack(id, version, Manner.of(command, claim));
        }
        if (factor != null) {
            return scale(id, factor, Manner.of(command, claim));
        }
        return apply(id, draft, Manner.of(command, claim));
    }

    /** How a change of a group is asked for. */
    private record Manner(boolean force, boolean dryRun, Claim claim) {

        static Manner of(Command.CreateGroup command, Claim claim) {
            return new Manner(command.force(), false, claim.forNobody());
        }

        static Manner of(Command.UpdateGroup command, Claim claim) {
            return new Manner(command.force(), command.dryRun(), claim);
        }

        Rollout.Wish wish(Group root, List<App> changed, PathId id) {
            return new Rollout.Wish(root, changed, force, id, claim);
        }
    }

    private Outcome apply(PathId id, GroupDraft draft, Manner manner) {
        Violations violations = new Violations();
        if (draft.hasPods()) {
            violations.add("/pods", "Pods cannot be created or changed through groups.");
        }
        List<App> changed = new ArrayList<>();
        Group present = world.root.group(id);
        Group top = withNewTopGroup(id, draft);
        Group built = build(present, id, draft, new Target(top, changed), violations);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations.list());
        }
        Group root = top.withGroup(built, world.now);
        return rollout.run(manner.wish(root, changed, id), manner.dryRun(), GroupCalls::deployed);
    }

    /** The tree in which roles are looked up: a new first-level group may prescribe one. */
    private Group withNewTopGroup(PathId id, GroupDraft draft) {
        PathId top = id.topLevel();
        if (id.isRoot() || world.root.group(top) != null) {
            return world.root;
        }
        boolean enforce =
                (id.equals(top) && draft.enforceRole() != null)
                        ? draft.enforceRole()
                        : world.settings.newGroupEnforceRole();
        return world.root.withGroup(
                Group.empty(top, world.now).withEnforceRole(enforce, world.now), world.now);
    }

    private static Outcome deployed(Plan plan) {
        return new Outcome.Deployed(plan.id(), plan.version(), null, true);
    }

    private record Target(Group root, List<App> changed) {}

    private Group build(
            @Nullable Group present,
            PathId id,
            GroupDraft draft,
            Target target,
            Violations violations) {
        PathRules.checkGroup(id, violations);
        Group base = present != null ? present : Group.empty(id, world.now);
        Group inTarget = target.root.group(id);
        if (present == null && inTarget != null) {
            base = inTarget;
        }
        if (draft.enforceRole() != null
                && present != null
                && draft.enforceRole() != present.enforceRole()) {
            violations.add(
                    "/enforceRole",
                    "enforceRole cannot be changed in a request that changes services: use PATCH");
        }
        if (draft.dependencies() != null) {
            base =
                    base.withDependencies(
                            AppBuilder.dependencies(draft.dependencies(), id), world.now);
        }
        if (draft.apps() != null) {
            base = withApps(base, draft.apps(), target, violations);
        }
        if (draft.groups() != null) {
            base = withGroups(base, draft.groups(), target, violations);
        }
        return base;
    }

    private Group withApps(
            Group base, List<AppDraft> drafts, Target target, Violations violations) {
        Group result = base;
        for (PathId old : base.apps().keySet()) {
            result = result.withoutApp(old, world.now);
        }
        Set<PathId> seen = new HashSet<>();
        for (int i = 0; i < drafts.size(); i++) {
            AppDraft draft = drafts.get(i);
            Violations at = violations.at("/apps", i);
            if (draft.id == null) {
                at.add("/id", "error.path.missing");
                continue;
            }
            PathId id = PathId.resolve(draft.id, base.id());
            at.require(
                    id.parent().equals(base.id()),
                    "/id",
                    "Identifier is not child of '" + base.id() + "'. Hint: use relative paths.");
            at.require(seen.add(id), "/id", "Applications must have unique ids, got " + id);
            App app = definitions.whole(draft, id, target.root, at);
            if (violations.isEmpty()) {
                target.changed.add(app);
                result = result.withApp(app, world.now);
            }
        }
        return result;
    }

    private Group withGroups(
            Group base, List<GroupDraft> drafts, Target target, Violations violations) {
        Group result = base;
        for (PathId old : base.groups().keySet()) {
            result = result.withoutGroup(old, world.now);
        }
        for (int i = 0; i < drafts.size(); i++) {
            GroupDraft draft = drafts.get(i);
            Violations at = violations.at("/groups", i);
            if (draft.id() == null) {
                at.add("/id", "error.path.missing");
                continue;
            }
            PathId id = PathId.resolve(draft.id(), base.id());
            if (!id.parent().equals(base.id())) {
                at.add(
                        "/id",
                        "Identifier is not child of '"
                                + base.id()
                                + "'. Hint: use relative paths.");
                continue;
            }
            Group child = build(world.root.group(id), id, draft, target, at);
            if (violations.isEmpty()) {
                result = result.withGroup(child, world.now);
            }
        }
        return result;
    }

    private Outcome scale(PathId id, double factor, Manner manner) {
        Group group = world.root.group(id);
        if (group == null) {
            return missing(id);
        }
        if (factor < 0) {
            return new Outcome.Unprocessable("scaleBy must not be negative, got " + factor);
        }
        Group root = world.root;
        List<App> changed = new ArrayList<>();
        for (App app : group.transitiveApps()) {
            App scaled = app.withInstances((int) Math.ceil(app.instances() * factor));
            changed.add(scaled);
            root = root.withApp(scaled, world.now);
        }
        return rollout.run(manner.wish(root, changed, id), manner.dryRun(), GroupCalls::deployed);
    }

    private Outcome rollBack(PathId id, Instant version, Manner manner) {
        Optional<Group> old = RootHistory.at(world.root, world.history, version);
        Group before = old.map(r -> r.group(id)).orElse(null);
        if (before == null) {
            return new Outcome.NotFound(
                    "Group '"
                            + id
                            + "' does not exist in version "
                            + TaskEnvironment.text(version));
        }
        Group root = id.isRoot() ? before : world.root.withGroup(before, world.now);
        return rollout.run(
                manner.wish(root, before.transitiveApps(), id),
                manner.dryRun(),
                GroupCalls::deployed);
    }

    Outcome delete(Command.DeleteGroup command, Claim claim) {
        PathId id = command.id();
        if (world.root.group(id) == null) {
            return missing(id);
        }
        Group root =
                id.isRoot()
                        ? Group.empty(PathId.ROOT, world.now)
                        : world.root.withoutGroup(id, world.now);
        return rollout.run(
                new Rollout.Wish(root, List.of(), command.force(), id, claim),
                false,
                GroupCalls::deployed);
    }

    Outcome enforceRole(Command.EnforceRole command) {
        if (command.id().isRoot() || !command.id().parent().isRoot()) {
            Violations violations = new Violations();
            violations.add("/", "Path needs to be top-level");
            return new Outcome.Invalid(violations.list());
        }
        Group group = world.root.group(command.id());
        if (group == null) {
            return missing(command.id());
        }
        boolean enforce =
                command.enforce() == null
                        ? world.settings.newGroupEnforceRole()
                        : command.enforce();
        Group changed = group.withEnforceRole(enforce, world.now);
        world.root = world.root.withGroup(changed, world.now);
        world.write(
                new Write.PutGroup(
                        command.id(),
                        new GroupChange.State(changed.dependencies(), changed.enforceRole()),
                        world.now));
        return new Outcome.Done();
    }

    private static Outcome missing(PathId id) {
        return new Outcome.NotFound("Group '" + id + "' does not exist");
    }
}
