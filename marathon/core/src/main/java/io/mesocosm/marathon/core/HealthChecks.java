package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.health.Health;
import io.mesocosm.marathon.core.health.HealthBook.Verdict;
import io.mesocosm.marathon.core.health.HealthResult;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says when to probe, and what follows from what the probes find (spec §5). */
final class HealthChecks {

    /** How often a task that has never been healthy is asked, if its interval is longer. */
    private static final Duration EAGER = Duration.ofSeconds(1);

    private final World world;
    private final Kills kills;

    HealthChecks(World world, Kills kills) {
        this.world = world;
        this.kills = kills;
    }

    /** Begins to probe a task that has come up. */
    void begin(Instance instance) {
        Task task = instance.task();
        App app = world.definitionOf(instance);
        if (task == null || app == null) {
            return;
        }
        for (int i = 0; i < app.healthChecks().size(); i++) {
            if (app.healthChecks().get(i).protocol().byMarathon()) {
                world.timers.at(world.now, new Timer.HealthProbe(instance.id(), task.id(), i));
            }
        }
        if (!app.readinessChecks().isEmpty()) {
            world.timers.at(world.now, new Timer.ReadinessProbe(instance.id(), task.id()));
        }
    }

    void probe(Timer.HealthProbe timer) {
        Instance instance = world.instances.get(timer.instance());
        Task task = instance == null ? null : instance.task();
        App app = instance == null ? null : world.definitionOf(instance);
        if (instance == null
                || task == null
                || app == null
                || !task.id().equals(timer.task())
                || timer.check() >= app.healthChecks().size()) {
            return;
        }
        HealthCheck check = app.healthChecks().get(timer.check());
        if (instance.condition() == Condition.RUNNING) {
            Integer index = check.portIndex();
            Target target = target(app, task, check.port(), index == null ? 0 : index);
            if (target != null) {
                world.emit(
                        new Effect.Probe(
                                instance.id(),
                                task.id(),
                                timer.check(),
                                check,
                                target.host,
                                target.port));
            }
        }
        world.timers.at(world.now.plus(interval(instance, timer.check(), check)), timer);
    }

    private Duration interval(Instance instance, int index, HealthCheck check) {
        Duration interval = Duration.ofSeconds(Math.max(1, check.intervalSeconds()));
        boolean never = world.health.get(instance.id(), index).firstSuccess() == null;
        return never && interval.compareTo(EAGER) > 0 && inGrace(instance, check)
                ? EAGER
                : interval;
    }

    private record Target(String host, int port) {}

    /**
     * Where to knock: the host's port, or the container's own address where it has no host port.
     */
    private static @Nullable Target target(App app, Task task, @Nullable Integer fixed, int index) {
        String host = task.placement().host();
        if (fixed != null) {
            return new Target(host, fixed);
        }
        List<PortSpec> specs = app.ports();
        if (index >= specs.size()) {
            return null;
        }
        PortSpec spec = specs.get(index);
        if (spec.hostPort() != null) {
            int position =
                    (int)
                            specs.subList(0, index).stream()
                                    .filter(p -> p.hostPort() != null)
                                    .count();
            return position < task.hostPorts().size()
                    ? new Target(host, task.hostPorts().get(position))
                    : null;
        }
        Integer containerPort = spec.containerPort();
        return task.ipAddresses().isEmpty() || containerPort == null
                ? null
                : new Target(task.ipAddresses().getFirst().address(), containerPort);
    }

    void probed(HealthResult result) {
        Instance instance = world.instances.get(result.instance());
        App app = instance == null ? null : world.definitionOf(instance);
        if (instance == null
                || app == null
                || !result.task().equals(instance.taskId())
                || instance.condition() != Condition.RUNNING
                || result.check() >= app.healthChecks().size()) {
            return;
        }
        record(instance, app, result);
    }

    private void record(Instance instance, App app, HealthResult result) {
        HealthCheck check = app.healthChecks().get(result.check());
        Health before = world.health.get(instance.id(), result.check());
        Verdict verdict = world.health.verdict(app, instance.id());
        if (result.healthy()) {
            world.health.put(instance.id(), result.check(), before.succeeded(world.now));
        } else {
            world.publish(new Event.HealthCheckFailed(app.id(), instance.id(), check));
            if (before.firstSuccess() == null && inGrace(instance, check)) {
                return;
            }
            world.health.put(
                    instance.id(), result.check(), before.failed(world.now, result.cause()));
        }
        tell(instance, app, result, before, verdict);
        boolean tooOften =
                !result.healthy()
                        && check.protocol().byMarathon()
                        && check.maxConsecutiveFailures() > 0
                        && before.consecutiveFailures() >= check.maxConsecutiveFailures();
        if (tooOften) {
            killUnhealthy(instance, result);
        }
    }

    private void tell(
            Instance instance, App app, HealthResult result, Health before, Verdict verdict) {
        if (!before.isKnown() || before.alive() != result.healthy()) {
            world.publish(
                    new Event.HealthStatusChanged(
                            app.id(),
                            instance.id(),
                            result.task(),
                            instance.version(),
                            result.healthy()));
        }
        Verdict after = world.health.verdict(app, instance.id());
        if (after != verdict) {
            world.dirty.add(app.id());
            world.publish(
                    new Event.InstanceHealthChanged(
                            instance.id(),
                            app.id(),
                            instance.version(),
                            after == Verdict.UNKNOWN ? null : after == Verdict.HEALTHY));
        }
    }

    private void killUnhealthy(Instance instance, HealthResult result) {
        Task task = instance.task();
        if (task == null || kills.pending(task.id())) {
            return;
        }
        world.publish(
                new Event.UnhealthyKill(
                        instance.app(),
                        instance.id(),
                        task.id(),
                        instance.version(),
                        result.cause() == null ? "unhealthy" : result.cause(),
                        task.placement().host(),
                        task.placement().agentId()));
        kills.kill(instance);
    }

    private boolean inGrace(Instance instance, HealthCheck check) {
        Task task = instance.task();
        Instant started = task == null ? null : task.startedAt();
        return started == null
                || world.now.isBefore(started.plusSeconds(check.gracePeriodSeconds()));
    }

    /** What the agent's own check says, which arrives with the task's status. */
    void fromMesos(Instance instance, boolean healthy, String message) {
        Task task = instance.task();
        App app = world.definitionOf(instance);
        if (app == null || task == null) {
            return;
        }
        for (int i = 0; i < app.healthChecks().size(); i++) {
            if (!app.healthChecks().get(i).protocol().byMarathon()) {
                record(
                        instance,
                        app,
                        new HealthResult(instance.id(), task.id(), i, healthy, message));
                return;
            }
        }
    }

    void probeReadiness(Timer.ReadinessProbe timer) {
        Instance instance = world.instances.get(timer.instance());
        Task task = instance == null ? null : instance.task();
        App app = instance == null ? null : world.definitionOf(instance);
        if (instance == null
                || task == null
                || app == null
                || !task.id().equals(timer.task())
                || app.readinessChecks().isEmpty()
                || world.health.isReady(instance.id())
                || !world.deploying(app.id())) {
            return;
        }
        ReadinessCheck check = app.readinessChecks().getFirst();
        List<@Nullable String> names =
                app.ports().stream().<@Nullable String>map(PortSpec::name).toList();
        Target target = target(app, task, null, Math.max(0, names.indexOf(check.portName())));
        if (target != null && instance.condition() == Condition.RUNNING) {
            world.emit(
                    new Effect.ProbeReadiness(
                            instance.id(), task.id(), check, target.host, target.port));
        }
        world.timers.at(world.now.plusSeconds(Math.max(1, check.intervalSeconds())), timer);
    }

    void readinessProbed(Input.ReadinessProbed input) {
        Instance instance = world.instances.get(input.instance());
        if (instance != null && input.task().equals(instance.taskId())) {
            world.health.putReadiness(instance.id(), input.result());
            world.dirty.add(instance.app());
        }
    }
}
