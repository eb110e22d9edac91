package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps what the core writes, and hands it back after a restart. */
final class FakeStore {

    private record Version(PathId id, Instant version) {}

    final Map<PathId, App> apps = new TreeMap<>();
    private final Map<Version, App> versions = new LinkedHashMap<>();
    final Map<PathId, Write.PutGroup> groups = new TreeMap<>();
    final Map<InstanceId, Instance> instances = new LinkedHashMap<>();
    final Map<String, Plan> deployments = new LinkedHashMap<>();
    private final Map<Instant, RootChange> history = new TreeMap<>();
    private final Map<PathId, TaskFailure> failures = new TreeMap<>();
    private @Nullable String frameworkId;

    void apply(List<Write> writes) {
        writes.forEach(this::apply);
    }

    private void apply(Write write) {
        switch (write) {
            case Write.PutApp w -> apps.put(w.app().id(), w.app());
            case Write.RemoveApp w -> apps.remove(w.id());
            case Write.PutVersion w ->
                    versions.put(new Version(w.app().id(), w.app().version()), w.app());
            case Write.RemoveVersion w -> versions.remove(new Version(w.id(), w.version()));
            case Write.PutGroup w -> groups.put(w.id(), w);
            case Write.RemoveGroup w -> groups.remove(w.id());
            case Write.PutInstance w -> instances.put(w.instance().id(), w.instance());
            case Write.RemoveInstance w -> instances.remove(w.id());
            case Write.PutDeployment w -> deployments.put(w.plan().id(), w.plan());
            case Write.RemoveDeployment w -> deployments.remove(w.id());
            case Write.PutHistory w -> history.put(w.change().version(), w.change());
            case Write.RemoveHistory w -> history.remove(w.version());
            case Write.PutFailure w -> failures.put(w.failure().app(), w.failure());
            case Write.RemoveFailure w -> failures.remove(w.id());
            case Write.PutFrameworkId w -> frameworkId = w.id();
        }
    }

    Stored load() {
        return new Stored(
                frameworkId,
                List.copyOf(apps.values()),
                List.copyOf(versions.values()),
                List.copyOf(groups.values()),
                List.copyOf(instances.values()),
                List.copyOf(deployments.values()),
                List.copyOf(history.values()),
                List.copyOf(failures.values()));
    }
}
