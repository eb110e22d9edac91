package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows what Mesos says of tasks (spec §4.3, §4.4). */
final class Updates {

    private final World world;
    private final Kills kills;
    private final Launches launches;
    private final HealthChecks healthChecks;

    Updates(World world, Kills kills, Launches launches, HealthChecks healthChecks) {
        this.world = world;
        this.kills = kills;
        this.launches = launches;
        this.healthChecks = healthChecks;
    }

    void update(Input.Status status) {
        Optional<InstanceId> id = TaskId.instanceOf(status.taskId());
        Instance instance = id.map(world.instances::get).orElse(null);
        Task task = instance == null ? null : instance.task();
        if (instance == null || task == null || !task.id().value().equals(status.taskId())) {
            stranger(status, id, instance);
        } else {
            known(instance, task, status);
        }
        if (status.uuid() != null && status.agentId() != null) {
            world.emit(new Effect.Acknowledge(status.taskId(), status.agentId(), status.uuid()));
        }
    }

    /** A task nobody waits for: an orphan, or an earlier run of an instance that has moved on. */
    private void stranger(
            Input.Status status, Optional<InstanceId> id, @Nullable Instance instance) {
        Condition condition = status.state().condition(status.agentMayReturn());
        kills.ended(new TaskId(status.taskId()));
        if (condition.isTerminal()) {
            if (instance == null && id.isPresent()) {
                world.publish(
                        new Event.UnknownInstanceTerminated(id.get(), id.get().app(), condition));
            }
        } else if (!condition.isUnreachable()) {
            world.emit(new Effect.Kill(status.taskId(), status.agentId(), null));
        }
    }

    private void known(Instance instance, Task task, Input.Status status) {
        Condition condition = status.state().condition(status.agentMayReturn());
        boolean running = condition == Condition.RUNNING;
        Instant started = task.startedAt() == null && running ? world.now : task.startedAt();
        Boolean healthy = status.healthy() == null ? task.mesosHealthy() : status.healthy();
        Task next =
                task.with(
                        status.state(),
                        status.addresses().isEmpty() ? task.ipAddresses() : status.addresses(),
                        started,
                        healthy,
                        status.check() == null ? task.checkResult() : status.check());
        boolean stateChanged =
                task.state() != status.state() || instance.condition() == Condition.PROVISIONED;
        if (stateChanged) {
            world.publish(
                    new Event.StatusUpdate(
                            instance.app(), next, status.message(), instance.version()));
        }
        if (condition.isTerminal()) {
            ended(instance.withTask(next), next, condition, status.message());
            return;
        }
        Condition shown =
                kills.pending(task.id()) && !condition.isUnreachable()
                        ? Condition.KILLING
                        : condition;
        Instance changed = instance.withTask(next).withCondition(shown, world.now);
        if (!changed.equals(instance)) {
            world.put(changed);
        }
        alive(instance, changed, running && stateChanged);
        if (running && status.healthy() != null) {
            healthChecks.fromMesos(changed, status.healthy(), status.message());
        }
    }

    private void alive(Instance before, Instance after, boolean startedRunning) {
        App app = world.root.app(after.app());
        boolean moved = before.condition() != after.condition();
        if (app != null && moved && !after.condition().isUnreachable()) {
            world.delays.rebase(app, world.now);
        }
        if (startedRunning) {
            launches.returnToken();
            healthChecks.begin(after);
        }
        if (moved && after.condition() == Condition.UNREACHABLE) {
            unreachable(after);
        }
        if (moved && before.condition().isUnreachable() && !after.condition().isUnreachable()) {
            world.toScale.add(after.app());
        }
    }

    private void ended(Instance instance, Task task, Condition condition, String message) {
        boolean ordered = kills.pending(task.id());
        kills.ended(task.id());
        Instance dead = instance.withCondition(condition, world.now);
        world.changed(dead);
        App app = world.root.app(instance.app());
        noteFailure(instance, task, message);
        if (app != null && condition.growsBackOff() && !ordered) {
            world.delays.grow(app, world.now);
        }
        boolean outdated =
                app != null && !World.isCurrent(instance, app) && world.restarting(instance.app());
        if (app == null || !instance.wanted() || outdated) {
            world.remove(instance);
        } else {
            world.health.forget(instance.id());
            world.put(dead.rescheduled(world.now));
        }
    }

    private void noteFailure(Instance instance, Task task, String message) {
        boolean failed =
                switch (task.state()) {
                    case TASK_FAILED,
                            TASK_ERROR,
                            TASK_LOST,
                            TASK_DROPPED,
                            TASK_GONE,
                            TASK_GONE_BY_OPERATOR ->
                            true;
                    case TASK_STAGING,
                            TASK_STARTING,
                            TASK_RUNNING,
                            TASK_KILLING,
                            TASK_FINISHED,
                            TASK_KILLED,
                            TASK_UNREACHABLE,
                            TASK_UNKNOWN ->
                            false;
                };
        if (failed && world.root.app(instance.app()) != null) {
            TaskFailure failure =
                    new TaskFailure(
                            instance.app(),
                            task.placement().host(),
                            message,
                            task.state().name(),
                            task.id(),
                            world.now,
                            instance.version(),
                            task.placement().agentId());
            world.failures.put(instance.app(), failure);
            world.write(new Write.PutFailure(failure));
        }
    }

    /** Starts the clocks of an instance whose agent is out of reach (spec §4.4). */
    void unreachable(Instance instance) {
        Task task = instance.task();
        App app = world.definitionOf(instance);
        if (task == null) {
            return;
        }
        if (!instance.wanted()) {
            world.remove(instance);
            return;
        }
        if (app != null
                && app.unreachableStrategy() instanceof UnreachableStrategy.Enabled enabled) {
            Instant inactive = instance.since().plusSeconds(enabled.inactiveAfterSeconds());
            Instant expunge = instance.since().plusSeconds(enabled.expungeAfterSeconds());
            world.timers.at(inactive, new Timer.Unreachable(instance.id(), task.id()));
            world.timers.at(expunge, new Timer.Unreachable(instance.id(), task.id()));
        }
    }

    /** Looks whether an unreachable instance is to be replaced, or forgotten. */
    void stillUnreachable(Timer.Unreachable timer) {
        Instance instance = world.instances.get(timer.instance());
        if (instance == null
                || !instance.condition().isUnreachable()
                || !timer.task().equals(instance.taskId())) {
            return;
        }
        App app = world.definitionOf(instance);
        if (app == null
                || !(app.unreachableStrategy() instanceof UnreachableStrategy.Enabled enabled)) {
            return;
        }
        Instant since = unreachableSince(instance, enabled);
        if (!world.now.isBefore(since.plusSeconds(enabled.expungeAfterSeconds()))) {
            world.remove(instance);
            world.toScale.add(instance.app());
        } else if (instance.condition() == Condition.UNREACHABLE
                && !world.now.isBefore(since.plusSeconds(enabled.inactiveAfterSeconds()))) {
            world.put(instance.withCondition(Condition.UNREACHABLE_INACTIVE, world.now));
            world.toScale.add(instance.app());
        }
    }

    private static Instant unreachableSince(
            Instance instance, UnreachableStrategy.Enabled enabled) {
        return instance.condition() == Condition.UNREACHABLE_INACTIVE
                ? instance.since().minusSeconds(enabled.inactiveAfterSeconds())
                : instance.since();
    }

    /** A task that never came up is killed and tried again (spec §4.3). */
    void launchOverdue(Timer.LaunchOverdue timer) {
        Instance instance = world.instances.get(timer.instance());
        if (instance == null
                || !instance.condition().isLaunching()
                || !timer.task().equals(instance.taskId())) {
            return;
        }
        Task task = instance.task();
        if (instance.condition() == Condition.PROVISIONED && task != null) {
            Input.Status lost =
                    new Input.Status(
                            task.id().value(),
                            TaskState.TASK_DROPPED,
                            task.placement().agentId(),
                            null,
                            "Mesos never confirmed the launch",
                            false,
                            null,
                            List.of(),
                            null);
            world.emit(new Effect.Kill(task.id().value(), task.placement().agentId(), null));
            known(instance, task, lost);
        } else {
            kills.kill(instance);
        }
    }
}
