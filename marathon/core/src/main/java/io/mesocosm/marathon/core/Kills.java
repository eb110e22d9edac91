package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Goal;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kills tasks a chunk at a time and again until they are gone (spec §3); owned by the core. */
final class Kills {

    private record Order(String agentId, @Nullable Duration grace) {}

    private final World world;
    private final Map<TaskId, Order> waiting = new LinkedHashMap<>();
    private final Map<TaskId, Order> sent = new LinkedHashMap<>();
    private @Nullable Instant retryAt;

    Kills(World world) {
        this.world = world;
    }

    /** Wants the instance gone for good: its task dies, then it is forgotten. */
    void decommission(Instance instance) {
        if (instance.wanted()) {
            world.instances.put(instance.withGoal(Goal.DECOMMISSIONED));
        }
        Instance doomed = instance.withGoal(Goal.DECOMMISSIONED);
        if (!doomed.condition().hasTask() || doomed.condition().isUnreachable()) {
            world.remove(doomed);
        } else {
            kill(doomed);
        }
    }

    /** Kills the instance's task; an instance that is still wanted is launched again. */
    void kill(Instance instance) {
        Task task = instance.task();
        if (task == null || !instance.condition().hasTask()) {
            return;
        }
        if (instance.condition().isUnreachable()) {
            world.put(instance);
        } else {
            world.put(instance.withCondition(Condition.KILLING, world.now));
        }
        order(instance, task);
    }

    /** Takes up a kill that was ordered before a restart. */
    void resume(Instance instance) {
        Task task = instance.task();
        if (task != null) {
            order(instance, task);
        }
    }

    private void order(Instance instance, Task task) {
        if (waiting.containsKey(task.id()) || sent.containsKey(task.id())) {
            return;
        }
        App app = world.definitionOf(instance);
        Integer seconds = app == null ? null : app.taskKillGracePeriodSeconds();
        Duration grace = seconds == null ? null : Duration.ofSeconds(seconds);
        waiting.put(task.id(), new Order(task.placement().agentId(), grace));
    }

    boolean pending(TaskId task) {
        return waiting.containsKey(task) || sent.containsKey(task);
    }

    int inFlight() {
        return sent.size();
    }

    void ended(TaskId task) {
        waiting.remove(task);
        sent.remove(task);
    }

    /** Sends as many as may be under way at once. */
    void flush() {
        if (!world.connected) {
            return;
        }
        while (!waiting.isEmpty() && sent.size() < world.settings.killChunkSize()) {
            Map.Entry<TaskId, Order> first = waiting.entrySet().iterator().next();
            waiting.remove(first.getKey());
            sent.put(first.getKey(), first.getValue());
            send(first.getKey(), first.getValue());
        }
        if (!sent.isEmpty() && retryAt == null) {
            retryAt = world.now.plus(world.settings.killRetryTimeout());
            world.timers.at(retryAt, new Timer.Kills());
        }
    }

    /** Repeats what has not been obeyed. */
    void retry() {
        retryAt = null;
        if (world.connected) {
            sent.forEach(this::send);
        }
        flush();
    }

    private void send(TaskId task, Order order) {
        world.emit(new Effect.Kill(task.value(), order.agentId(), order.grace()));
    }
}
