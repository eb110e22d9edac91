package io.mesocosm.operator.app;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.mesocosm.operator.child.ClusterName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which App follows which app of which Marathon; safe for any thread. */
final class Followers {
    private final Map<ClusterName, Map<String, ResourceID>> apps = new ConcurrentHashMap<>();

    void add(ClusterName cluster, String id, ResourceID app) {
        apps.computeIfAbsent(cluster, _ -> new ConcurrentHashMap<>()).put(id, app);
    }

    void remove(ClusterName cluster, String id, ResourceID app) {
        Map<String, ResourceID> ids = apps.get(cluster);
        if (ids != null) {
            ids.remove(id, app);
        }
    }

    Optional<ResourceID> of(ClusterName cluster, String id) {
        return Optional.ofNullable(apps.getOrDefault(cluster, Map.of()).get(id));
    }

    Collection<ResourceID> of(ClusterName cluster) {
        return List.copyOf(apps.getOrDefault(cluster, Map.of()).values());
    }
}
