package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Revert;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients ask of instances, deployments and the queue (spec §1.3, §1.6). */
final class TaskCalls {

    private final World world;
    private final Rollout rollout;
    private final Deployments deployments;
    private final Kills kills;

    TaskCalls(World world, Rollout rollout, Deployments deployments, Kills kills) {
        this.world = world;
        this.rollout = rollout;
        this.deployments = deployments;
        this.kills = kills;
    }

    Outcome kill(Command.KillTasks command, Claim claim) {
        if (command.scale() && command.wipe()) {
            return new Outcome.BadRequest("You cannot use scale and wipe at the same time.");
        }
        List<Instance> found = new ArrayList<>();
        for (InstanceId id : command.instances()) {
            Instance instance = world.instances.get(id);
            if (instance != null) {
                found.add(instance);
            }
        }
        if (command.scale()) {
            return killAndScale(found, command.force(), claim);
        }
        if (command.wipe()) {
            String owned = Ownership.wipeRefusal(appsOf(found), claim);
            if (owned != null) {
                return new Outcome.Conflict(owned);
            }
        }
        for (Instance instance : found) {
            if (command.wipe()) {
                kills.decommission(instance.wiped());
                world.toScale.add(instance.app());
            } else {
                kills.kill(instance);
            }
        }
        return new Outcome.Killed(List.copyOf(found));
    }

    private Iterable<App> appsOf(List<Instance> instances) {
        Map<PathId, App> result = new LinkedHashMap<>();
        for (Instance instance : instances) {
            App app = world.root.app(instance.app());
            if (app != null) {
                result.put(app.id(), app);
            }
        }
        return result.values();
    }

    private Outcome killAndScale(List<Instance> doomed, boolean force, Claim claim) {
        Map<PathId, Integer> fewer = new LinkedHashMap<>();
        doomed.stream()
                .filter(Instance::wanted)
                .forEach(i -> fewer.merge(i.app(), 1, Integer::sum));
        Group root = world.root;
        List<App> changed = new ArrayList<>();
        for (Map.Entry<PathId, Integer> entry : fewer.entrySet()) {
            App app = root.app(entry.getKey());
            if (app != null) {
                App smaller = app.withInstances(Math.max(0, app.instances() - entry.getValue()));
                root = root.withApp(smaller, world.now);
                changed.add(smaller);
            }
        }
        PathId subject = changed.size() == 1 ? changed.getFirst().id() : PathId.ROOT;
        return rollout.run(
                new Rollout.Wish(root, changed, force, subject, claim),
                false,
                plan -> {
                    doomed.forEach(kills::decommission);
                    return new Outcome.Deployed(plan.id(), plan.version(), null, false);
                });
    }

    Outcome cancel(Command.CancelDeployment command) {
        RunningDeployment deployment = world.deployments.get(command.id());
        if (deployment == null) {
            return new Outcome.NotFound("DeploymentPlan " + command.id() + " does not exist");
        }
        if (command.force()) {
            deployments.cancel(deployment, "deployment was cancelled");
            return new Outcome.Done();
        }
        Plan plan = deployment.plan();
        Group target = Revert.apply(world.root, plan, world.nextVersion());
        Rollout.Wish wish = new Rollout.Wish(target, List.of(), true, PathId.ROOT, null);
        return rollout.runStamped(
                target, wish, false, p -> new Outcome.Deployed(p.id(), p.version(), null, false));
    }

    Outcome resetDelay(Command.ResetDelay command) {
        if (world.queue.get(command.app()) == null) {
            return new Outcome.NotFound(
                    "Application " + command.app() + " not found in tasks queue.");
        }
        world.delays.reset(command.app());
        world.demand = true;
        return new Outcome.Done();
    }
}
