package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.path.PathId;
import java.util.ArrayList;
import java.util.List;

/** What comes round by itself: scale checks and reconciliation (spec §3, housekeeping). */
final class Housekeeping {

    private final World world;
    private final Kills kills;
    private final Deployments deployments;

    Housekeeping(World world, Kills kills, Deployments deployments) {
        this.world = world;
        this.kills = kills;
        this.deployments = deployments;
    }

    void begin() {
        world.timers.at(
                world.now.plus(world.settings.scaleAppsInitialDelay()), new Timer.ScaleCheck());
        world.timers.at(
                world.now.plus(world.settings.reconciliationInitialDelay()), new Timer.Reconcile());
    }

    void scaleCheck() {
        world.root.eachApp(a -> world.toScale.add(a.id()));
        world.toScale.addAll(world.instances.apps());
        world.delays.sweep(world.root::app, world.now);
        world.timers.at(world.now.plus(world.settings.scaleAppsInterval()), new Timer.ScaleCheck());
    }

    /** Brings the apps that need it to their number of instances, unless a deployment does. */
    void balance() {
        for (PathId id : List.copyOf(world.toScale)) {
            App app = world.root.app(id);
            if (!world.deploying(id)) {
                if (app != null) {
                    deployments.balance(app);
                } else {
                    world.instances.of(id).stream()
                            .filter(Instance::wanted)
                            .forEach(kills::decommission);
                }
            }
        }
        world.toScale.clear();
    }

    void reconcileAgain() {
        if (world.connected) {
            reconcile();
        }
        world.timers.at(
                world.now.plus(world.settings.reconciliationInterval()), new Timer.Reconcile());
    }

    /**
     * Asks for every task believed in, then for all there are. A launch that may still be on its
     * way is left out: the master would call it gone. Those of an earlier process are not: a master
     * takes nothing more from the connection of one that another has followed (spec mesos.md §1.1).
     */
    void reconcile() {
        List<Effect.Reconcile.Known> known = new ArrayList<>();
        for (Instance instance : world.instances.all()) {
            Task task = instance.task();
            boolean underWay =
                    instance.condition() == Condition.PROVISIONED
                            && task != null
                            && !world.inherited.contains(task.id())
                            && task.stagedAt()
                                    .plus(world.settings.reconciliationInitialDelay())
                                    .isAfter(world.now);
            if (task != null && instance.condition().hasTask() && !underWay) {
                known.add(
                        new Effect.Reconcile.Known(task.id().value(), task.placement().agentId()));
            }
        }
        if (!known.isEmpty()) {
            world.emit(new Effect.Reconcile(List.copyOf(known)));
        }
        world.emit(new Effect.Reconcile(List.of()));
    }
}
