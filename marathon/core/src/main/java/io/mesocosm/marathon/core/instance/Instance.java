package io.mesocosm.marathon.core.instance;

import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One instance of an app, as it is stored.
 *
 * @param since when the present condition began
 * @param version the version of the app it was launched, or is to be launched, with
 * @param incarnation the number of the present or the latest task, 0 before the first
 * @param wipe whether the instance is to vanish for good when its task ends
 */
public record Instance(
        InstanceId id,
        PathId app,
        Instant version,
        String role,
        Goal goal,
        Condition condition,
        Instant since,
        int incarnation,
        @Nullable Task task,
        boolean wipe) {

    public static Instance scheduled(
            InstanceId id, PathId app, Instant version, String role, Instant now) {
        return new Instance(
                id, app, version, role, Goal.RUNNING, Condition.SCHEDULED, now, 0, null, false);
    }

    public boolean wanted() {
        return goal == Goal.RUNNING;
    }

    /** Whether it counts towards the number of instances the app is to have. */
    public boolean isActive() {
        return wanted() && condition != Condition.UNREACHABLE_INACTIVE;
    }

    public boolean isWaiting() {
        return wanted() && condition == Condition.SCHEDULED;
    }

    public TaskId nextTaskId() {
        return TaskId.of(id, incarnation + 1);
    }

    public @Nullable TaskId taskId() {
        return task == null ? null : task.id();
    }

    public Instance withGoal(Goal newGoal) {
        return new Instance(
                id, app, version, role, newGoal, condition, since, incarnation, task, wipe);
    }

    public Instance wiped() {
        return new Instance(
                id,
                app,
                version,
                role,
                Goal.DECOMMISSIONED,
                condition,
                since,
                incarnation,
                task,
                true);
    }

    public Instance withCondition(Condition next, Instant now) {
        Instant from = next == condition ? since : now;
        return new Instance(id, app, version, role, goal, next, from, incarnation, task, wipe);
    }

    public Instance withTask(Task newTask) {
        return new Instance(
                id, app, version, role, goal, condition, since, incarnation, newTask, wipe);
    }

    /** Put on an agent with a new task of the given version. */
    public Instance provisioned(Task newTask, Instant newVersion, String newRole, Instant now) {
        return new Instance(
                id,
                app,
                newVersion,
                newRole,
                goal,
                Condition.PROVISIONED,
                now,
                incarnation + 1,
                newTask,
                wipe);
    }

    /** Waiting for an offer again after its task ended. */
    public Instance rescheduled(Instant now) {
        return new Instance(
                id, app, version, role, goal, Condition.SCHEDULED, now, incarnation, null, wipe);
    }
}
