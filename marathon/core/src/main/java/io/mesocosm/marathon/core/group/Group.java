package io.mesocosm.marathon.core.group;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A group of apps and groups; an immutable tree whose changes share what stayed the same (§2.7).
 */
public record Group(
        PathId id,
        SortedMap<PathId, App> apps,
        SortedMap<PathId, Group> groups,
        List<PathId> dependencies,
        Instant version,
        boolean enforceRole) {

    public static Group empty(PathId id, Instant version) {
        return new Group(
                id,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                List.of(),
                version,
                false);
    }

    public boolean isEmpty() {
        return apps.isEmpty() && groups.isEmpty();
    }

    /** The app with this id anywhere below this group, or null. */
    public @Nullable App app(PathId path) {
        Group parent = group(path.parent());
        return parent == null ? null : parent.apps.get(path);
    }

    /** This group or the group with this id anywhere below it, or null. */
    public @Nullable Group group(PathId path) {
        if (path.equals(id)) {
            return this;
        }
        PathId next = childTowards(path);
        Group child = next == null ? null : groups.get(next);
        return child == null ? null : child.group(path);
    }

    private @Nullable PathId childTowards(PathId path) {
        if (!path.isBelow(id)) {
            return null;
        }
        int from = id.isRoot() ? 1 : id.value().length() + 1;
        int slash = path.value().indexOf('/', from);
        return slash < 0 ? path : new PathId(path.value().substring(0, slash));
    }

    /** All apps in this group and the groups below it. */
    public List<App> transitiveApps() {
        List<App> result = new ArrayList<>();
        eachApp(result::add);
        return result;
    }

    public void eachApp(Consumer<App> action) {
        apps.values().forEach(action);
        groups.values().forEach(g -> g.eachApp(action));
    }

    /** All groups below this one. */
    public List<Group> transitiveGroups() {
        List<Group> result = new ArrayList<>();
        for (Group group : groups.values()) {
            result.add(group);
            result.addAll(group.transitiveGroups());
        }
        return result;
    }

    /** With the app put in its place; missing groups on the way are made. */
    public Group withApp(App app, Instant now) {
        return edit(app.id().parent(), now, g -> g.copyApps(put(g.apps, app.id(), app), now));
    }

    public Group withoutApp(PathId path, Instant now) {
        return edit(path.parent(), now, g -> g.copyApps(put(g.apps, path, null), now));
    }

    /** With the group put in its place, replacing the one that was there. */
    public Group withGroup(Group group, Instant now) {
        if (group.id.equals(id)) {
            return group;
        }
        return edit(group.id.parent(), now, g -> g.copyGroups(put(g.groups, group.id, group), now));
    }

    public Group withoutGroup(PathId path, Instant now) {
        return group(path) == null
                ? this
                : edit(path.parent(), now, g -> g.copyGroups(put(g.groups, path, null), now));
    }

    public Group withEnforceRole(boolean enforce, Instant now) {
        return new Group(id, apps, groups, dependencies, now, enforce);
    }

    public Group withDependencies(List<PathId> paths, Instant now) {
        return new Group(id, apps, groups, List.copyOf(paths), now, enforceRole);
    }

    private Group edit(PathId target, Instant now, UnaryOperator<Group> change) {
        if (target.equals(id)) {
            return change.apply(this);
        }
        PathId next = childTowards(target);
        if (next == null) {
            throw new IllegalArgumentException(target + " is not below " + id);
        }
        Group child = groups.get(next);
        Group edited = (child == null ? empty(next, now) : child).edit(target, now, change);
        return copyGroups(put(groups, next, edited), now);
    }

    private Group copyApps(SortedMap<PathId, App> newApps, Instant now) {
        return new Group(id, newApps, groups, dependencies, now, enforceRole);
    }

    private Group copyGroups(SortedMap<PathId, Group> newGroups, Instant now) {
        return new Group(id, apps, newGroups, dependencies, now, enforceRole);
    }

    private static <T> SortedMap<PathId, T> put(
            SortedMap<PathId, T> map, PathId key, @Nullable T value) {
        TreeMap<PathId, T> copy = new TreeMap<>(map);
        if (value == null) {
            copy.remove(key);
        } else {
            copy.put(key, value);
        }
        return Collections.unmodifiableSortedMap(copy);
    }
}
