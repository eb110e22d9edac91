package io.mesocosm.marathon.core.group;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which apps must be up before which others, group dependencies inherited (spec §2.7, §3). */
public final class Dependencies {

    private final Map<PathId, Set<PathId>> needs = new HashMap<>();
    private final Map<PathId, Integer> depths = new HashMap<>();
    private final Set<PathId> visiting = new HashSet<>();
    private boolean cyclic;

    private Dependencies(Group root) {
        root.eachApp(app -> needs.put(app.id(), resolve(root, app)));
        needs.keySet().forEach(this::depth);
    }

    public static Dependencies of(Group root) {
        return new Dependencies(root);
    }

    private static Set<PathId> resolve(Group root, App app) {
        List<PathId> declared = new ArrayList<>(app.dependencies());
        for (PathId ancestor : app.id().ancestors()) {
            Group group = root.group(ancestor);
            if (group != null) {
                declared.addAll(group.dependencies());
            }
        }
        Set<PathId> result = new HashSet<>();
        for (PathId path : declared) {
            Group group = root.group(path);
            if (root.app(path) != null) {
                result.add(path);
            } else if (group != null) {
                group.eachApp(a -> result.add(a.id()));
            }
        }
        return result;
    }

    private int depth(PathId path) {
        Integer known = depths.get(path);
        if (known != null) {
            return known;
        }
        if (!visiting.add(path)) {
            cyclic = true;
            return 0;
        }
        int depth = 0;
        for (PathId need : needs.getOrDefault(path, Set.of())) {
            depth = Math.max(depth, depth(need) + 1);
        }
        visiting.remove(path);
        depths.put(path, depth);
        return depth;
    }

    public boolean isCyclic() {
        return cyclic;
    }

    /** All apps by layer, those that need nothing first; a layer's members may move together. */
    public List<List<PathId>> layers() {
        Map<Integer, List<PathId>> byDepth = new TreeMap<>();
        depths.forEach((p, d) -> byDepth.computeIfAbsent(d, k -> new ArrayList<>()).add(p));
        byDepth.values().forEach(l -> l.sort(PathId::compareTo));
        return List.copyOf(byDepth.values());
    }
}
