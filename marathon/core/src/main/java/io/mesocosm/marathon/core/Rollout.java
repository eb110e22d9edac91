package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Planner;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.group.GroupRules;
import io.mesocosm.marathon.core.group.ServicePorts;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a changed tree of groups into the present one, by a plan that then runs (spec §1.7). */
final class Rollout {

    private final World world;
    private final Deployments deployments;
    private final Shelf shelf;

    Rollout(World world, Deployments deployments, Shelf shelf) {
        this.world = world;
        this.deployments = deployments;
        this.shelf = shelf;
    }

    /**
     * What is to become of the tree, and which app or group the change is about.
     *
     * @param claim in whose name; null where all may do it whoever owns the apps
     */
    record Wish(
            Group root, List<App> changed, boolean force, PathId subject, @Nullable Claim claim) {}

    /** Gives the changed apps service ports and version stamps, and puts them into the tree. */
    Group stamp(Wish wish, Instant version) {
        ServicePorts ports =
                new ServicePorts(world.settings.localPortMin(), world.settings.localPortMax());
        Group result = wish.root();
        for (App app : ports.assign(world.root, wish.changed(), wish.root()).values()) {
            App before = world.root.app(app.id());
            result = result.withApp(app.withVersionInfo(info(app, before, version)), version);
        }
        return result;
    }

    private static VersionInfo info(App app, @Nullable App before, Instant version) {
        if (before == null || !before.sameConfig(app)) {
            return VersionInfo.created(version);
        }
        if (before.instances() != app.instances()) {
            return before.versionInfo().scaled(version);
        }
        return before.labels().equals(app.labels())
                ? before.versionInfo()
                : before.versionInfo().marked(version);
    }

    /** Stamps, checks, plans, stores and starts; the answer goes to the client. */
    Outcome run(Wish wish, boolean dryRun, Function<Plan, Outcome> answer) {
        Instant version = world.nextVersion();
        Group target;
        try {
            target = stamp(wish, version);
        } catch (ServicePorts.Exhausted e) {
            return refused(wish, new Outcome.Failed(String.valueOf(e.getMessage())));
        }
        return runStamped(target, wish, dryRun, answer);
    }

    /** As {@link #run}, for a tree whose apps carry their stamps already. */
    Outcome runStamped(Group target, Wish wish, boolean dryRun, Function<Plan, Outcome> answer) {
        Violations violations = new Violations();
        GroupRules.check(target, violations);
        if (!violations.isEmpty()) {
            return refused(wish, new Outcome.Invalid(violations.list()));
        }
        Instant version = world.nextVersion();
        Plan plan = Planner.plan(world.ids.uuid(), version, world.root, target);
        String owned = wish.claim() == null ? null : Ownership.refusal(plan.apps(), wish.claim());
        if (owned != null) {
            return refused(wish, new Outcome.Conflict(owned));
        }
        String assigned =
                wish.claim() == null ? null : Ownership.assignment(plan.apps(), wish.claim());
        if (assigned != null) {
            return refused(wish, new Outcome.Forbidden(assigned));
        }
        if (dryRun) {
            return new Outcome.Planned(plan);
        }
        Outcome refusal = refuse(plan, wish, target);
        if (refusal != null) {
            return refused(wish, refusal);
        }
        Outcome outcome = answer.apply(plan);
        commit(plan, target);
        world.publish(new Event.GroupChanged(wish.subject().parent(), version));
        deployments.start(plan);
        return outcome;
    }

    private Outcome refused(Wish wish, Outcome refusal) {
        String reason =
                switch (refusal) {
                    case Outcome.Invalid o ->
                            o.violations().stream()
                                    .map(v -> v.path() + ": " + v.message())
                                    .collect(Collectors.joining("; "));
                    case Outcome.Locked _ -> "App is locked by one or more deployments.";
                    case Outcome.Conflict o -> o.message();
                    case Outcome.Forbidden o -> o.message();
                    case Outcome.Failed o -> o.message();
                    case Outcome.Unprocessable o -> o.message();
                    case Outcome.Deployed _,
                            Outcome.Planned _,
                            Outcome.Killed _,
                            Outcome.Done _,
                            Outcome.NotFound _,
                            Outcome.BadRequest _ ->
                            throw new IllegalArgumentException("no refusal of a plan: " + refusal);
                };
        world.publish(
                new Event.GroupChangeFailed(
                        wish.subject().parent(), world.now.truncatedTo(ChronoUnit.MILLIS), reason));
        return refusal;
    }

    private @Nullable Outcome refuse(Plan plan, Wish wish, Group target) {
        Integer maxApps = world.settings.maxApps();
        if (maxApps != null
                && plan.apps().stream().anyMatch(c -> c.before() == null)
                && target.transitiveApps().size() > maxApps) {
            return new Outcome.Forbidden(
                    "This Marathon instance may only handle up to "
                            + maxApps
                            + " Apps!"
                            + " (Override with command line option --max_apps)");
        }
        String tooLarge = shelf.refusal(plan);
        if (tooLarge != null) {
            return new Outcome.Unprocessable(tooLarge);
        }
        List<RunningDeployment> conflicts = conflicts(plan.affectedApps());
        if (!conflicts.isEmpty() && !wish.force()) {
            return new Outcome.Locked(conflicts.stream().map(d -> d.plan().id()).toList());
        }
        int running = world.deployments.size() - conflicts.size();
        int max = world.settings.maxRunningDeployments();
        if (running >= max && !plan.steps().isEmpty()) {
            return new Outcome.Forbidden(
                    "Max number ("
                            + max
                            + ") of running deployments is achieved. Wait for existing deployments"
                            + " to complete or cancel one using force=true parameter. You can"
                            + " increase max deployment number by using --max_running_deployments"
                            + " parameter, current value is "
                            + max);
        }
        conflicts.forEach(
                d -> deployments.cancel(d, "deployment was cancelled by a forced change"));
        return null;
    }

    private List<RunningDeployment> conflicts(Set<PathId> affected) {
        return world.deployments.values().stream()
                .filter(d -> d.affected().stream().anyMatch(affected::contains))
                .toList();
    }

    /** The deployment goes to the store first: from it a torn commit is carried to its end. */
    private void commit(Plan plan, Group target) {
        world.write(new Write.PutDeployment(plan));
        for (AppChange change : plan.apps()) {
            App after = change.after();
            if (after == null) {
                world.write(new Write.RemoveApp(change.id()));
            } else {
                world.write(new Write.PutApp(after));
                world.keepVersion(after);
                healthCheckEvents(change.before(), after);
            }
        }
        for (GroupChange change : plan.groups()) {
            GroupChange.State after = change.after();
            world.write(
                    after == null
                            ? new Write.RemoveGroup(change.id())
                            : new Write.PutGroup(change.id(), after, plan.version()));
        }
        keepHistory(plan);
        world.root = versioned(target, plan.version());
    }

    private static Group versioned(Group root, Instant version) {
        return new Group(
                root.id(),
                root.apps(),
                root.groups(),
                root.dependencies(),
                version,
                root.enforceRole());
    }

    private void keepHistory(Plan plan) {
        if (plan.apps().isEmpty() && plan.groups().isEmpty()) {
            return;
        }
        RootChange change =
                new RootChange(plan.version(), world.root.version(), plan.apps(), plan.groups());
        world.history.addLast(change);
        world.write(new Write.PutHistory(change));
        while (world.history.size() > world.settings.maxVersions()) {
            world.write(new Write.RemoveHistory(world.history.removeFirst().version()));
        }
    }

    private void healthCheckEvents(@Nullable App before, App after) {
        List<HealthCheck> old = before == null ? List.of() : before.healthChecks();
        if (!old.isEmpty() && !old.equals(after.healthChecks())) {
            world.publish(new Event.HealthCheckRemoved(after.id()));
        }
        List<HealthCheck> added = new ArrayList<>(after.healthChecks());
        added.removeAll(old);
        added.forEach(
                c -> world.publish(new Event.HealthCheckAdded(after.id(), after.version(), c)));
    }
}
