package io.mesocosm.master.server.metrics;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.SystemMetrics;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads the metrics off a snapshot taken for each asking. */
public final class MasterMetrics implements MetricsSource {
    private static final List<String> RESOURCES =
            List.of(Resource.CPUS, Resource.GPUS, Resource.MEM, Resource.DISK);
    private static final List<TaskState> GAUGED =
            List.of(
                    TaskState.TASK_STAGING,
                    TaskState.TASK_STARTING,
                    TaskState.TASK_RUNNING,
                    TaskState.TASK_KILLING);

    /** Counters that are there from the start, at zero. */
    private static final List<String> COUNTERS =
            List.of(
                    "dropped_messages",
                    "slave_registrations",
                    "slave_reregistrations",
                    "slave_removals",
                    "slave_removals/reason_registered",
                    "slave_removals/reason_unhealthy",
                    "slave_removals/reason_unregistered",
                    "recovery_slave_removals",
                    "slave_unreachable_scheduled",
                    "slave_unreachable_canceled",
                    "slave_unreachable_completed",
                    "slave_shutdowns_scheduled",
                    "slave_shutdowns_canceled",
                    "slave_shutdowns_completed",
                    "http_cache_hits",
                    "tasks_finished",
                    "tasks_failed",
                    "tasks_killed",
                    "tasks_lost",
                    "tasks_error",
                    "tasks_dropped",
                    "tasks_gone",
                    "tasks_gone_by_operator",
                    "messages_authenticate",
                    "messages_deactivate_framework",
                    "messages_decline_offers",
                    "messages_framework_to_executor",
                    "messages_executor_to_framework",
                    "messages_exited_executor",
                    "messages_kill_task",
                    "messages_launch_tasks",
                    "messages_operation_status_update",
                    "messages_operation_status_update_acknowledgement",
                    "messages_reconcile_operations",
                    "messages_reconcile_tasks",
                    "messages_register_framework",
                    "messages_register_slave",
                    "messages_reregister_framework",
                    "messages_reregister_slave",
                    "messages_resource_request",
                    "messages_revive_offers",
                    "messages_suppress_offers",
                    "messages_status_update",
                    "messages_status_update_acknowledgement",
                    "messages_unregister_framework",
                    "messages_unregister_slave",
                    "messages_update_slave",
                    "valid_executor_to_framework_messages",
                    "invalid_executor_to_framework_messages",
                    "valid_framework_to_executor_messages",
                    "invalid_framework_to_executor_messages",
                    "valid_operation_status_updates",
                    "invalid_operation_status_updates",
                    "valid_operation_status_update_acknowledgements",
                    "invalid_operation_status_update_acknowledgements",
                    "valid_status_updates",
                    "invalid_status_updates",
                    "valid_status_update_acknowledgements",
                    "invalid_status_update_acknowledgements");

    private final Supplier<Snapshot> snapshots;
    private final InstantSource clock;
    private final Instant started;

    /** Metrics of the master whose state the supplier gives, which started then. */
    public MasterMetrics(Supplier<Snapshot> snapshots, InstantSource clock, Instant started) {
        this.snapshots = requireNonNull(snapshots, "snapshots");
        this.clock = requireNonNull(clock, "clock");
        this.started = requireNonNull(started, "started");
    }

    @Override
    public Map<String, Double> snapshot() {
        Snapshot state = snapshots.get();
        Map<String, Double> values = new TreeMap<>(SystemMetrics.read());
        values.put("master/elected", 1.0);
        values.put(
                "master/uptime_secs",
                Duration.between(started, clock.instant()).toMillis() / 1000.0);
        values.put("master/outstanding_offers", (double) state.offers().size());
        values.put("registrar/log/recovered", 1.0);
        values.put("registrar/log/ensemble_size", 1.0);
        values.put("registrar/registry_size_bytes", (double) registrySize(state));
        // One queue holds whatever comes in: ShellMetrics tells it as dispatches.
        values.put("master/event_queue_messages", 0.0);
        values.put("master/event_queue_http_requests", 0.0);
        COUNTERS.forEach(name -> values.put("master/" + name, 0.0));
        state.counters()
                .totals()
                .forEach((name, count) -> values.put("master/" + told(name), (double) count));
        resources(state, values);
        agents(state, values);
        frameworks(state, values);
        tasks(state, values);
        AllocatorMetrics.putInto(values, state);
        FrameworkMetrics.putInto(values, state);
        return values;
    }

    /** What is kept of the admitted agents; the rest is a time each. */
    private static long registrySize(Snapshot state) {
        long size = 16L * (state.unreachableAgents().size() + state.goneAgents().size());
        for (Agent agent : state.agents()) {
            size += agent.spec().info().bytes().length;
        }
        for (AgentSpec agent : state.recoveredAgents().values()) {
            size += agent.info().bytes().length;
        }
        return size;
    }

    /** Metrics have the words of v0, where an agent is a slave. */
    private static String told(String name) {
        return name.replace("/reason_agent_", "/reason_slave_");
    }

    private static void resources(Snapshot state, Map<String, Double> values) {
        for (String name : RESOURCES) {
            long total = 0;
            long used = 0;
            long totalRevocable = 0;
            long usedRevocable = 0;
            for (Agent agent : state.agents()) {
                total += agent.total().nonRevocable().milli(name);
                used += agent.allocated().nonRevocable().milli(name);
                totalRevocable += agent.total().revocable().milli(name);
                usedRevocable += agent.allocated().revocable().milli(name);
            }
            amounts(values, "master/" + name, total, used);
            amounts(values, "master/" + name + "_revocable", totalRevocable, usedRevocable);
        }
    }

    private static void amounts(Map<String, Double> values, String name, long total, long used) {
        values.put(name + "_total", total / 1000.0);
        values.put(name + "_used", used / 1000.0);
        values.put(name + "_percent", total == 0 ? 0.0 : (double) used / total);
    }

    private static void agents(Snapshot state, Map<String, Double> values) {
        long active = state.agents().stream().filter(Agent::active).count();
        long connected = state.agents().stream().filter(Agent::connected).count();
        int all = state.agents().size();
        values.put("master/slaves_active", (double) active);
        values.put("master/slaves_inactive", (double) (all - active));
        values.put("master/slaves_connected", (double) connected);
        values.put("master/slaves_disconnected", (double) (all - connected));
        values.put("master/slaves_unreachable", (double) state.unreachableAgents().size());
    }

    private static void frameworks(Snapshot state, Map<String, Double> values) {
        long active = state.frameworks().stream().filter(Framework::active).count();
        long connected = state.frameworks().stream().filter(Framework::connected).count();
        int all = state.frameworks().size();
        values.put("master/frameworks_active", (double) active);
        values.put("master/frameworks_inactive", (double) (all - active));
        values.put("master/frameworks_connected", (double) connected);
        values.put("master/frameworks_disconnected", (double) (all - connected));
    }

    private static void tasks(Snapshot state, Map<String, Double> values) {
        Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
        for (Task task : state.tasks()) {
            counts.merge(task.state(), 1, Integer::sum);
        }
        for (TaskState gauged : GAUGED) {
            String name = gauged.name().substring("TASK_".length()).toLowerCase(Locale.ROOT);
            values.put("master/tasks_" + name, (double) counts.getOrDefault(gauged, 0));
        }
        values.put("master/tasks_unreachable", (double) state.unreachableTasks().size());
    }
}
