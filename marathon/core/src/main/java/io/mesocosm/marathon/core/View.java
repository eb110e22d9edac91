package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.health.Health;
import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.launch.LaunchQueue;
import io.mesocosm.marathon.core.launch.OfferStats;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What readers may see of the core; asked on the core's thread, its answers may be carried off. */
public final class View {

    /** A deployment and how many of its steps are done. */
    public record Deployment(Plan plan, int stepsDone) {}

    /** A queued app: how many instances wait, until when it is delayed, what the offers said. */
    public record Queued(
            App app,
            int count,
            Instant since,
            @Nullable Instant delayedUntil,
            OfferStats.Summary offers) {}

    private final World world;
    private final Kills kills;

    View(World world, Kills kills) {
        this.world = world;
        this.kills = kills;
    }

    public Instant now() {
        return world.now;
    }

    public Group root() {
        return world.root;
    }

    public boolean isConnected() {
        return world.connected;
    }

    public @Nullable String frameworkId() {
        return world.frameworkId;
    }

    public @Nullable Instance instance(InstanceId id) {
        return world.instances.get(id);
    }

    public List<Instance> instances(PathId app) {
        return world.instances.of(app);
    }

    public Collection<Instance> allInstances() {
        return List.copyOf(world.instances.all());
    }

    public List<Health> health(InstanceId instance) {
        return world.health.of(instance);
    }

    public Optional<HealthBook.Readiness> readiness(InstanceId instance) {
        return world.health.readiness(instance);
    }

    /** The health of an instance as a whole, by the checks of its own version. */
    public HealthBook.Verdict verdict(Instance instance) {
        App app = world.definitionOf(instance);
        return app == null || app.healthChecks().isEmpty()
                ? HealthBook.Verdict.UNKNOWN
                : world.health.verdict(app, instance.id());
    }

    /** The definition an instance was launched with. */
    public @Nullable App definitionOf(Instance instance) {
        return world.definitionOf(instance);
    }

    public List<Deployment> deployments() {
        return world.deployments.values().stream()
                .map(d -> new Deployment(d.plan(), d.step()))
                .toList();
    }

    public List<String> deploymentsOf(PathId app) {
        return world.deploymentsOf(app).stream().map(Plan::id).toList();
    }

    public @Nullable TaskFailure failureOf(PathId app) {
        return world.failures.get(app);
    }

    public NavigableMap<Instant, App> versionsOf(PathId app) {
        NavigableMap<Instant, App> kept = world.versions.get(app);
        return kept == null ? new TreeMap<>() : new TreeMap<>(kept);
    }

    public List<Instant> rootVersions() {
        return RootHistory.versions(world.root, world.history);
    }

    public Optional<Group> rootAt(Instant version) {
        return RootHistory.at(world.root, world.history, version);
    }

    public int killsInFlight() {
        return kills.inFlight();
    }

    public List<Queued> queue() {
        return world.queue.entries().stream().flatMap(e -> queued(e).stream()).toList();
    }

    private Optional<Queued> queued(LaunchQueue.Entry entry) {
        App app = world.root.app(entry.app());
        int count =
                (int) world.instances.of(entry.app()).stream().filter(Instance::isWaiting).count();
        return app == null || count == 0
                ? Optional.empty()
                : Optional.of(
                        new Queued(
                                app,
                                count,
                                entry.since(),
                                world.delays.until(app, world.now),
                                entry.stats().summary()));
    }
}
