package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The changes of apps that clients ask for (spec §1.3). */
final class AppCalls {

    private static final String MISSING = "error.path.missing";

    private final World world;
    private final Rollout rollout;
    private final Definitions definitions;

    AppCalls(World world, Rollout rollout, Definitions definitions) {
        this.world = world;
        this.rollout = rollout;
        this.definitions = definitions;
    }

    Outcome create(Command.CreateApp command, Claim claim) {
        AppDraft draft = command.app();
        Violations violations = new Violations();
        if (draft.id == null) {
            violations.add("/id", MISSING);
            return new Outcome.Invalid(violations.list());
        }
        PathId id = PathId.of(draft.id);
        App app = definitions.whole(draft, id, world.root, violations);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations.list());
        }
        if (world.root.app(id) != null) {
            return new Outcome.Conflict("An app with id [" + id + "] already exists.");
        }
        Group existing = world.root.group(id);
        if (existing != null && !existing.isEmpty()) {
            return new Outcome.Conflict("An app with the path " + id + " already exists.");
        }
        return rollout.run(
                wish(List.of(app), command.force(), id, claim.forNobody()),
                false,
                plan -> deployed(plan, id, true, command.caller()));
    }

    private Rollout.Wish wish(List<App> apps, boolean force, PathId subject, Claim claim) {
        Group root = world.root;
        for (App app : apps) {
            Group emptyGroup = root.group(app.id());
            if (emptyGroup != null && emptyGroup.isEmpty()) {
                root = root.withoutGroup(app.id(), world.now);
            }
            root = root.withApp(app, world.now);
        }
        return new Rollout.Wish(root, apps, force, subject, claim);
    }

    private Outcome deployed(
            Plan plan, @Nullable PathId id, boolean created, Command.@Nullable Caller caller) {
        App app = id == null ? null : plan.target(id);
        if (app == null && id != null) {
            app = world.root.app(id);
        }
        if (app != null && caller != null) {
            world.publish(new Event.ApiPost(caller.clientIp(), caller.uri(), app));
        }
        return new Outcome.Deployed(plan.id(), plan.version(), app, created);
    }

    Outcome update(Command.UpdateApp command, Claim claim) {
        PathId id = command.id();
        App existing = world.root.app(id);
        if (existing == null && command.mode() == Command.Mode.PATCH) {
            return missing(id);
        }
        Violations violations = new Violations();
        AppDraft draft = command.app();
        // A whole definition may be what an earlier GET answered, its version included.
        if (draft.version != null && command.mode() != Command.Mode.REPLACE) {
            return rollBack(draft, draft.version, command, claim);
        }
        App app = definition(existing, id, draft, command.mode(), violations);
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations.list());
        }
        return rollout.run(
                wish(List.of(app), command.force(), id, claim),
                false,
                plan -> deployed(plan, id, existing == null, command.caller()));
    }

    private App definition(
            @Nullable App existing,
            PathId id,
            AppDraft draft,
            Command.Mode mode,
            Violations violations) {
        return existing == null || mode == Command.Mode.REPLACE
                ? definitions.whole(draft, id, world.root, violations)
                : definitions.updated(existing, draft, world.root, violations);
    }

    private Outcome rollBack(
            AppDraft draft, Instant version, Command.UpdateApp command, Claim claim) {
        PathId id = command.id();
        if (!draft.onlyVersion()) {
            return new Outcome.Unprocessable(
                    "The 'version' field may only be combined with the 'id' field.");
        }
        App present = world.root.app(id);
        NavigableMap<Instant, App> kept = world.versions.get(id);
        App old = kept == null ? null : kept.get(version);
        if (present == null) {
            return missing(id);
        }
        if (old == null) {
            return new Outcome.NotFound(
                    "App '" + id + "' does not exist in version " + text(version));
        }
        return rollout.run(
                wish(List.of(old), command.force(), id, claim),
                false,
                plan -> deployed(plan, id, false, command.caller()));
    }

    private static String text(Instant version) {
        return TaskEnvironment.text(version);
    }

    Outcome updateAll(Command.UpdateApps command, Claim claim) {
        List<App> apps = new ArrayList<>();
        Violations violations = new Violations();
        for (int i = 0; i < command.apps().size(); i++) {
            AppDraft draft = command.apps().get(i);
            Violations at = violations.at("/", i);
            if (draft.id == null) {
                at.add("/id", MISSING);
                continue;
            }
            PathId id = PathId.of(draft.id);
            App existing = world.root.app(id);
            if (existing == null && command.mode() == Command.Mode.PATCH) {
                return missing(id);
            }
            apps.add(definition(existing, id, draft, command.mode(), at));
        }
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations.list());
        }
        return rollout.run(
                wish(apps, command.force(), PathId.ROOT, claim),
                false,
                plan -> deployed(plan, null, false, null));
    }

    Outcome delete(Command.DeleteApp command, Claim claim) {
        if (world.root.app(command.id()) == null) {
            return missing(command.id());
        }
        Rollout.Wish wish =
                new Rollout.Wish(
                        world.root.withoutApp(command.id(), world.now),
                        List.of(),
                        command.force(),
                        command.id(),
                        claim);
        return rollout.run(wish, false, plan -> deployed(plan, null, false, null));
    }

    Outcome restart(Command.RestartApp command, Claim claim) {
        App app = world.root.app(command.id());
        if (app == null) {
            return missing(command.id());
        }
        Instant version = world.nextVersion();
        App restarted = app.withVersionInfo(app.versionInfo().restarted(version));
        Group target = world.root.withApp(restarted, version);
        Rollout.Wish wish =
                new Rollout.Wish(target, List.of(), command.force(), command.id(), claim);
        return rollout.runStamped(target, wish, false, plan -> deployed(plan, null, false, null));
    }

    static Outcome missing(PathId id) {
        return new Outcome.NotFound("App '" + id + "' does not exist");
    }
}
