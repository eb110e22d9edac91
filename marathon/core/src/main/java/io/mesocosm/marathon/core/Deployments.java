package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Action;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.RollingUpgrade;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Victims;
import io.mesocosm.marathon.core.path.PathId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drives the running deployments, looking only at what is, never at what was sent (spec §3). */
final class Deployments {

    private final World world;
    private final Kills kills;

    Deployments(World world, Kills kills) {
        this.world = world;
        this.kills = kills;
    }

    void start(Plan plan) {
        RunningDeployment deployment = new RunningDeployment(plan);
        world.deployments.put(plan.id(), deployment);
        world.dirty.addAll(deployment.affected());
        advance(deployment);
    }

    /** Gives up a deployment where it stands. */
    void cancel(RunningDeployment deployment, String reason) {
        end(deployment);
        world.publish(new Event.DeploymentFailed(deployment.plan(), reason));
    }

    /** Moves every deployment on that concerns one of the apps that changed. */
    void advance() {
        List<PathId> changed = List.copyOf(world.dirty);
        world.dirty.clear();
        for (RunningDeployment deployment : List.copyOf(world.deployments.values())) {
            if (changed.stream().anyMatch(deployment.affected()::contains)) {
                advance(deployment);
            }
        }
    }

    private void advance(RunningDeployment deployment) {
        while (!deployment.isFinished()) {
            if (deployment.announce()) {
                world.publish(new Event.DeploymentInfo(deployment.plan(), deployment.current()));
            }
            boolean done = true;
            for (Action action : deployment.current().actions()) {
                done &= deployment.isDone(action) || act(deployment, action);
            }
            if (!done) {
                return;
            }
            world.publish(new Event.DeploymentStepSuccess(deployment.plan(), deployment.current()));
            deployment.nextStep();
        }
        end(deployment);
        world.publish(new Event.DeploymentSucceeded(deployment.plan()));
    }

    private void end(RunningDeployment deployment) {
        world.deployments.remove(deployment.plan().id());
        world.write(new Write.RemoveDeployment(deployment.plan().id()));
    }

    private boolean act(RunningDeployment deployment, Action action) {
        App app = world.root.app(action.app());
        boolean done =
                switch (action.kind()) {
                    case START -> true;
                    case STOP -> stop(action.app(), app);
                    case SCALE -> app == null || scale(app);
                    case RESTART -> app == null || restart(deployment, app);
                };
        if (done) {
            deployment.markDone(action);
        }
        return done;
    }

    private boolean stop(PathId id, @Nullable App app) {
        if (app != null) {
            return true;
        }
        world.instances.of(id).forEach(this::decommission);
        if (!world.instances.of(id).isEmpty()) {
            return false;
        }
        world.queue.remove(id);
        world.delays.reset(id);
        world.forgetVersions(id);
        if (world.failures.remove(id) != null) {
            world.write(new Write.RemoveFailure(id));
        }
        world.publish(new Event.AppTerminated(id));
        return true;
    }

    private boolean scale(App app) {
        balance(app);
        List<Instance> all = world.instances.of(app.id());
        List<Instance> active = all.stream().filter(Instance::isActive).toList();
        return active.size() == app.instances()
                && all.stream().allMatch(Instance::wanted)
                && active.stream().allMatch(world::isUp);
    }

    /** Makes or dooms instances until as many are wanted as the app says. */
    void balance(App app) {
        List<Instance> active =
                world.instances.of(app.id()).stream().filter(Instance::isActive).toList();
        int missing = app.instances() - active.size();
        if (missing > 0) {
            world.schedule(app, missing);
        } else if (missing < 0) {
            Victims.choose(app, active, -missing).forEach(this::decommission);
        }
    }

    private boolean restart(RunningDeployment deployment, App app) {
        world.instances.of(app.id()).stream()
                .filter(i -> i.isWaiting() && !World.isCurrent(i, app))
                .forEach(this::decommission);
        RunningDeployment.Upgrade upgrade = deployment.upgrades.get(app.id());
        if (upgrade == null) {
            upgrade = begin(app);
            deployment.upgrades.put(app.id(), upgrade);
        }
        startNew(app, upgrade);
        retireOld(app, upgrade);
        freeDeadlock(app, upgrade);
        List<Instance> all = world.instances.of(app.id());
        return all.size() == app.instances()
                && all.stream()
                        .allMatch(i -> i.wanted() && World.isCurrent(i, app) && world.isUp(i));
    }

    private RunningDeployment.Upgrade begin(App app) {
        List<Instance> wanted =
                world.instances.of(app.id()).stream().filter(Instance::wanted).toList();
        int healthy = (int) wanted.stream().filter(world::isUp).count();
        RollingUpgrade limits =
                RollingUpgrade.of(app.instances(), wanted.size(), healthy, app.upgradeStrategy());
        world.delays.reset(app.id());
        RunningDeployment.Upgrade upgrade = new RunningDeployment.Upgrade(limits);
        wanted.stream()
                .filter(i -> World.isCurrent(i, app) && world.isUp(i))
                .forEach(i -> upgrade.counted.add(i.id()));
        kill(app, limits.killNow());
        return upgrade;
    }

    private void startNew(App app, RunningDeployment.Upgrade upgrade) {
        List<Instance> all = world.instances.of(app.id());
        List<Instance> fresh =
                all.stream().filter(i -> i.wanted() && World.isCurrent(i, app)).toList();
        int others = all.size() - fresh.size();
        int start = upgrade.limits.mayStart(app.instances(), fresh.size(), others);
        world.schedule(app, start);
        if (fresh.size() > app.instances()) {
            Victims.choose(app, fresh, fresh.size() - app.instances()).forEach(this::decommission);
        }
    }

    private void retireOld(App app, RunningDeployment.Upgrade upgrade) {
        int up = 0;
        for (Instance instance : world.instances.of(app.id())) {
            if (instance.wanted() && World.isCurrent(instance, app) && world.isUp(instance)) {
                up++;
                if (upgrade.counted.add(instance.id())) {
                    kill(app, 1);
                }
            }
        }
        if (up >= app.instances()) {
            kill(app, Integer.MAX_VALUE);
        }
    }

    /** An unhealthy old instance must not hold the place that a new one needs. */
    private void freeDeadlock(App app, RunningDeployment.Upgrade upgrade) {
        List<Instance> all = world.instances.of(app.id());
        List<Instance> fresh = all.stream().filter(i -> World.isCurrent(i, app)).toList();
        boolean dying = all.stream().anyMatch(i -> !i.wanted());
        boolean pending = fresh.stream().anyMatch(i -> !world.isUp(i));
        int room =
                upgrade.limits.mayStart(app.instances(), fresh.size(), all.size() - fresh.size());
        if (!dying && !pending && room == 0 && fresh.size() < app.instances()) {
            all.stream()
                    .filter(i -> !World.isCurrent(i, app) && !world.isUp(i))
                    .findFirst()
                    .ifPresent(this::decommission);
        }
    }

    /** Dooms up to so many old instances, unhealthy ones first. */
    private void kill(App app, int count) {
        List<Instance> old = new ArrayList<>();
        for (Instance instance : world.instances.of(app.id())) {
            if (instance.wanted() && !World.isCurrent(instance, app)) {
                old.add(instance);
            }
        }
        List<Instance> unhealthy = old.stream().filter(i -> !world.isUp(i)).toList();
        List<Instance> healthy = old.stream().filter(world::isUp).toList();
        List<Instance> victims = new ArrayList<>(Victims.choose(app, unhealthy, count));
        victims.addAll(Victims.choose(app, healthy, count - victims.size()));
        victims.forEach(this::decommission);
    }

    private void decommission(Instance instance) {
        Instance present = world.instances.get(instance.id());
        if (present != null && present.wanted()) {
            kills.decommission(present);
        }
    }
}
