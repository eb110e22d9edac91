package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Instances;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.launch.Delays;
import io.mesocosm.marathon.core.launch.LaunchQueue;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All state of the core and what the present step has produced so far; owned by its thread. */
final class World {

    final Settings settings;
    final Ids ids;
    final Instances instances = new Instances();
    final LaunchQueue queue = new LaunchQueue();
    final Delays delays = new Delays();
    final HealthBook health = new HealthBook();
    final Timers timers = new Timers();
    final Map<String, RunningDeployment> deployments = new LinkedHashMap<>();
    final Map<PathId, NavigableMap<Instant, App>> versions = new HashMap<>();
    final Deque<RootChange> history = new ArrayDeque<>();
    final Map<PathId, TaskFailure> failures = new HashMap<>();

    /** The launches of an earlier process: the master has had them, or never will. */
    final Set<TaskId> inherited = new HashSet<>();

    final Set<PathId> dirty = new HashSet<>();
    final Set<PathId> toScale = new HashSet<>();

    Group root;
    Instant now;
    boolean connected;
    @Nullable String frameworkId;

    /** Whether some instance began to wait, or may be launched again, since the last revive. */
    boolean demand;

    private Instant lastVersion = Instant.EPOCH;
    private List<Write> writes = new ArrayList<>();
    private List<Effect> effects = new ArrayList<>();

    World(Settings settings, long seed, Instant now) {
        this.settings = settings;
        this.ids = new Ids(seed);
        this.now = now;
        this.root = Group.empty(PathId.ROOT, Instant.EPOCH);
    }

    /** A version later than every one before, even within one millisecond. */
    Instant nextVersion() {
        Instant version = now.truncatedTo(ChronoUnit.MILLIS);
        if (!version.isAfter(lastVersion)) {
            version = lastVersion.plusMillis(1);
        }
        lastVersion = version;
        return version;
    }

    /** Never hands out this version or an earlier one. */
    void sawVersion(Instant version) {
        if (version.isAfter(lastVersion)) {
            lastVersion = version;
        }
    }

    void write(Write write) {
        writes.add(write);
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    void publish(Event event) {
        effects.add(new Effect.Publish(event));
    }

    /** Hands over what the step produced and starts the next one empty. */
    Step drain() {
        Step step = new Step(List.copyOf(writes), List.copyOf(effects), timers.next());
        writes = new ArrayList<>();
        effects = new ArrayList<>();
        return step;
    }

    /** Stores the instance, and tells of it when its condition is another one than before. */
    void put(Instance instance) {
        Instance before = instances.get(instance.id());
        instances.put(instance);
        write(new Write.PutInstance(instance));
        dirty.add(instance.app());
        if (before == null || before.condition() != instance.condition()) {
            changed(instance);
        }
        if (instance.isWaiting()) {
            queue.enqueue(instance.app(), now);
            demand = true;
        }
    }

    void remove(Instance instance) {
        instances.remove(instance);
        health.forget(instance.id());
        write(new Write.RemoveInstance(instance.id()));
        dirty.add(instance.app());
    }

    void changed(Instance instance) {
        Task task = instance.task();
        publish(
                new Event.InstanceChanged(
                        instance.id(),
                        instance.app(),
                        instance.version(),
                        instance.condition(),
                        task == null ? null : task.placement().host(),
                        task == null ? null : task.placement().agentId()));
    }

    /** Makes instances of the app that wait for offers. */
    void schedule(App app, int count) {
        for (int i = 0; i < count; i++) {
            put(
                    Instance.scheduled(
                            InstanceId.of(app.id(), ids.uuid()),
                            app.id(),
                            app.version(),
                            app.role(),
                            now));
        }
    }

    void keepVersion(App app) {
        NavigableMap<Instant, App> kept = versions.computeIfAbsent(app.id(), k -> new TreeMap<>());
        kept.put(app.version(), app);
        write(new Write.PutVersion(app));
        while (kept.size() > settings.maxVersions()) {
            Instant oldest = kept.firstKey();
            kept.remove(oldest);
            write(new Write.RemoveVersion(app.id(), oldest));
        }
    }

    void forgetVersions(PathId app) {
        NavigableMap<Instant, App> kept = versions.remove(app);
        if (kept != null) {
            kept.keySet().forEach(v -> write(new Write.RemoveVersion(app, v)));
        }
    }

    /** The definition an instance was launched with, as far as it is still known. */
    @Nullable App definitionOf(Instance instance) {
        NavigableMap<Instant, App> kept = versions.get(instance.app());
        App exact = kept == null ? null : kept.get(instance.version());
        return exact != null ? exact : root.app(instance.app());
    }

    /** Whether the instance runs what the app's present configuration says. */
    static boolean isCurrent(Instance instance, App app) {
        return !instance.version().isBefore(app.configVersion());
    }

    /** Running, healthy as far as checks exist, and ready as far as that is asked. */
    boolean isUp(Instance instance) {
        App app = definitionOf(instance);
        return app != null
                && instance.condition() == Condition.RUNNING
                && health.verdict(app, instance.id()) == HealthBook.Verdict.HEALTHY
                && (app.readinessChecks().isEmpty()
                        || health.isReady(instance.id())
                        || !deploying(app.id()));
    }

    /** The running deployments that touch this app. */
    List<Plan> deploymentsOf(PathId app) {
        return deployments.values().stream()
                .map(RunningDeployment::plan)
                .filter(p -> p.affectedApps().contains(app))
                .toList();
    }

    boolean deploying(PathId app) {
        return deployments.values().stream().anyMatch(d -> d.affected().contains(app));
    }

    /** Whether a deployment is replacing this app's instances at this moment. */
    boolean restarting(PathId app) {
        return deployments.values().stream().anyMatch(d -> d.isRestarting(app));
    }
}
