package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.deployment.Action;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.RollingUpgrade;
import io.mesocosm.marathon.core.deployment.Step;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A plan under way; owned by the core's thread. */
final class RunningDeployment {

    /** How far the rolling upgrade of one app has come. */
    static final class Upgrade {
        final RollingUpgrade limits;

        /** New instances whose readiness has already cost an old one its life. */
        final Set<InstanceId> counted = new HashSet<>();

        Upgrade(RollingUpgrade limits) {
            this.limits = limits;
        }
    }

    private final Plan plan;
    private final Set<PathId> affected;
    private final Set<PathId> done = new HashSet<>();
    final Map<PathId, Upgrade> upgrades = new HashMap<>();
    private int step;
    private boolean announced;

    RunningDeployment(Plan plan) {
        this.plan = plan;
        this.affected = plan.affectedApps();
    }

    Plan plan() {
        return plan;
    }

    Set<PathId> affected() {
        return affected;
    }

    /** The steps done so far. */
    int step() {
        return step;
    }

    boolean isFinished() {
        return step >= plan.steps().size();
    }

    Step current() {
        return plan.steps().get(step);
    }

    /** True once for each step. */
    boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    void nextStep() {
        step++;
        announced = false;
        done.clear();
    }

    void markDone(Action action) {
        done.add(action.app());
    }

    boolean isDone(Action action) {
        return done.contains(action.app());
    }

    boolean isRestarting(PathId app) {
        return !isFinished()
                && affected.contains(app)
                && current().actions().contains(new Action(Action.Kind.RESTART, app));
    }
}
