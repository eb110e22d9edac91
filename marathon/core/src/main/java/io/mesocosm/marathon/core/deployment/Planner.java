package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.group.Dependencies;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the steps that lead from one tree of groups to another (spec §3). */
public final class Planner {

    private Planner() {}

    /** The plan; an app restarts when its config version is another one than before. */
    public static Plan plan(String id, Instant version, Group from, Group to) {
        List<AppChange> changes = appChanges(from, to);
        Map<PathId, Action> actions = new HashMap<>();
        List<Action> stop = new ArrayList<>();
        List<Action> start = new ArrayList<>();
        for (AppChange change : changes) {
            if (change.after() == null) {
                stop.add(new Action(Action.Kind.STOP, change.id()));
            } else {
                if (change.before() == null) {
                    start.add(new Action(Action.Kind.START, change.id()));
                }
                Action action = update(change.id(), change.before(), change.after());
                if (action != null) {
                    actions.put(change.id(), action);
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(List.copyOf(stop)));
        steps.add(new Step(List.copyOf(start)));
        steps.addAll(layered(to, actions));
        steps.removeIf(s -> s.actions().isEmpty());
        return new Plan(id, version, List.copyOf(steps), changes, groupChanges(from, to));
    }

    private static @Nullable Action update(PathId id, @Nullable App before, App after) {
        if (before == null) {
            return new Action(Action.Kind.SCALE, id);
        }
        if (before.configVersion().equals(after.configVersion())) {
            return before.instances() == after.instances()
                    ? null
                    : new Action(Action.Kind.SCALE, id);
        }
        return new Action(after.instances() == 0 ? Action.Kind.SCALE : Action.Kind.RESTART, id);
    }

    private static List<Step> layered(Group to, Map<PathId, Action> actions) {
        if (actions.size() <= 1) {
            return List.of(new Step(List.copyOf(actions.values())));
        }
        List<Step> steps = new ArrayList<>();
        for (List<PathId> layer : Dependencies.of(to).layers()) {
            List<Action> members = new ArrayList<>();
            for (PathId path : layer) {
                Action action = actions.get(path);
                if (action != null) {
                    members.add(action);
                }
            }
            steps.add(new Step(List.copyOf(members)));
        }
        return steps;
    }

    private static List<AppChange> appChanges(Group from, Group to) {
        List<AppChange> changes = new ArrayList<>();
        compare(from, to, changes);
        changes.sort((a, b) -> a.id().compareTo(b.id()));
        return List.copyOf(changes);
    }

    private static void compare(@Nullable Group from, @Nullable Group to, List<AppChange> changes) {
        if (Objects.equals(from, to)) {
            return;
        }
        for (Pair<App> pair :
                pairs(from == null ? null : from.apps(), to == null ? null : to.apps())) {
            boolean same = pair.before != null && pair.before.equals(pair.after);
            if (!same) {
                changes.add(new AppChange(pair.id, pair.before, pair.after));
            }
        }
        for (Pair<Group> pair :
                pairs(from == null ? null : from.groups(), to == null ? null : to.groups())) {
            compare(pair.before, pair.after, changes);
        }
    }

    private record Pair<T>(PathId id, @Nullable T before, @Nullable T after) {}

    private static <T> List<Pair<T>> pairs(
            @Nullable Map<PathId, T> from, @Nullable Map<PathId, T> to) {
        Map<PathId, Pair<T>> result = new TreeMap<>();
        if (from != null) {
            from.forEach((k, v) -> result.put(k, new Pair<>(k, v, to == null ? null : to.get(k))));
        }
        if (to != null) {
            to.forEach((k, v) -> result.putIfAbsent(k, new Pair<>(k, null, v)));
        }
        return List.copyOf(result.values());
    }

    private static List<GroupChange> groupChanges(Group from, Group to) {
        Map<PathId, GroupChange.State> before = states(from);
        Map<PathId, GroupChange.State> after = states(to);
        List<GroupChange> changes = new ArrayList<>();
        for (Pair<GroupChange.State> pair : pairs(before, after)) {
            if (pair.before == null || !pair.before.equals(pair.after)) {
                changes.add(new GroupChange(pair.id, pair.before, pair.after));
            }
        }
        return List.copyOf(changes);
    }

    private static Map<PathId, GroupChange.State> states(Group root) {
        Map<PathId, GroupChange.State> result = new TreeMap<>();
        result.put(root.id(), new GroupChange.State(root.dependencies(), root.enforceRole()));
        for (Group group : root.transitiveGroups()) {
            result.put(
                    group.id(), new GroupChange.State(group.dependencies(), group.enforceRole()));
        }
        return result;
    }
}
