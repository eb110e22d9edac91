package io.mesocosm.marathon.core.instance;

import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All instances, by id and by app; owned by the core's thread. */
public final class Instances {

    private final Map<InstanceId, Instance> byId = new HashMap<>();
    private final Map<PathId, Map<InstanceId, Instance>> byApp = new HashMap<>();

    /** No instances. */
    public Instances() {}

    public @Nullable Instance get(InstanceId id) {
        return byId.get(id);
    }

    public void put(Instance instance) {
        byId.put(instance.id(), instance);
        byApp.computeIfAbsent(instance.app(), k -> new LinkedHashMap<>())
                .put(instance.id(), instance);
    }

    public void remove(Instance instance) {
        byId.remove(instance.id());
        Map<InstanceId, Instance> siblings = byApp.get(instance.app());
        if (siblings != null) {
            siblings.remove(instance.id());
            if (siblings.isEmpty()) {
                byApp.remove(instance.app());
            }
        }
    }

    /** The instances of an app in the order they were made; a copy that may be kept. */
    public List<Instance> of(PathId app) {
        Map<InstanceId, Instance> siblings = byApp.get(app);
        return siblings == null ? List.of() : List.copyOf(siblings.values());
    }

    public Collection<Instance> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public Set<PathId> apps() {
        return Set.copyOf(byApp.keySet());
    }
}
