package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.TaskState;
import io.mesocosm.agent.server.container.ContainerCounts;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.SystemMetrics;
import io.mesocosm.protocol.v1.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code /metrics/snapshot} under Mesos's names (spec section 11). */
final class AgentMetrics implements MetricsSource {
    private static final List<TaskState> GAUGED =
            List.of(TaskState.STAGING, TaskState.STARTING, TaskState.RUNNING, TaskState.KILLING);

    /** Counters that are there from the start, at zero; some never count anything here. */
    private static final List<String> COUNTERS =
            List.of(
                    "slave/recovery_errors",
                    "slave/container_launch_errors",
                    "slave/executors_terminated",
                    "slave/executors_preempted",
                    "slave/tasks_finished",
                    "slave/tasks_failed",
                    "slave/tasks_killed",
                    "slave/tasks_lost",
                    "slave/tasks_error",
                    "slave/tasks_dropped",
                    "slave/tasks_gone",
                    "slave/valid_status_updates",
                    "slave/invalid_status_updates",
                    "slave/valid_framework_messages",
                    "slave/invalid_framework_messages",
                    "gc/path_removals_succeeded",
                    "gc/path_removals_failed",
                    "containerizer/fetcher/cache_size_total_bytes",
                    "containerizer/fetcher/cache_size_used_bytes",
                    "containerizer/mesos/disk/project_ids_free",
                    "containerizer/mesos/disk/project_ids_total",
                    "containerizer/mesos/provisioner/remove_container_errors",
                    "containerizer/mesos/provisioner/bind/remove_rootfs_errors");

    private final Facts facts;
    private final AgentLoop loop;
    private final ContainerCounts containers;

    AgentMetrics(Facts facts, AgentLoop loop, ContainerCounts containers) {
        this.facts = facts;
        this.loop = loop;
        this.containers = containers;
    }

    @Override
    public Map<String, Double> snapshot() {
        AgentView view = loop.ask(agent -> agent.view()).join();
        Map<String, Double> metrics = new TreeMap<>(SystemMetrics.read());
        COUNTERS.forEach(name -> metrics.put(name, 0.0));
        view.counts().totals().forEach((name, count) -> metrics.put(name, (double) count));
        containers.snapshot().forEach((name, count) -> metrics.put(name, (double) count));
        metrics.put("slave/registered", view.registered() ? 1.0 : 0.0);
        metrics.put(
                "slave/uptime_secs",
                Duration.between(facts.startedAt(), loop.now()).toMillis() / 1000.0);
        metrics.put("slave/recovery_time_secs", facts.recovery().get().toNanos() / 1e9);
        metrics.put("slave/frameworks_active", (double) view.frameworks().size());
        metrics.put("gc/path_removals_pending", (double) view.counts().sandboxes());
        metrics.put(
                "slave/executor_directory_max_allowed_age_secs",
                view.counts().sandboxAge().toMillis() / 1000.0);
        resources(metrics, view);
        executors(metrics, view);
        tasks(metrics, view);
        return metrics;
    }

    private void resources(Map<String, Double> metrics, AgentView view) {
        List<Resource> total = facts.info().get().getResourcesList();
        ResourceSums all = ResourceSums.of(total);
        ResourceSums used = new ResourceSums();
        for (AgentView.FrameworkView framework : view.frameworks()) {
            for (AgentView.ExecutorView executor : framework.executors()) {
                StateJson.resourcesOf(executor).forEach(used::add);
            }
        }
        for (String name : List.of("cpus", "gpus", "mem", "disk")) {
            amounts(metrics, name, all.scalar(name), used.scalar(name));
            String revocable = name + "_revocable";
            amounts(metrics, revocable, all.scalar(revocable), used.scalar(revocable));
        }
    }

    private static void amounts(
            Map<String, Double> metrics, String name, double total, double used) {
        metrics.put("slave/" + name + "_total", total);
        metrics.put("slave/" + name + "_used", used);
        metrics.put("slave/" + name + "_percent", total == 0 ? 0.0 : used / total);
    }

    private static void executors(Map<String, Double> metrics, AgentView view) {
        for (String name : List.of("registering", "running", "terminating")) {
            metrics.put("slave/executors_" + name, 0.0);
        }
        for (AgentView.FrameworkView framework : view.frameworks()) {
            for (AgentView.ExecutorView executor : framework.executors()) {
                if (executor.phase() != ExecutorPhase.TERMINATED) {
                    metrics.merge("slave/executors_" + phase(executor.phase()), 1.0, Double::sum);
                }
            }
        }
    }

    private static String phase(ExecutorPhase phase) {
        return switch (phase) {
            case LAUNCHING, REGISTERING -> "registering";
            case RUNNING -> "running";
            case TERMINATING, TERMINATED -> "terminating";
        };
    }

    private static void tasks(Map<String, Double> metrics, AgentView view) {
        GAUGED.forEach(state -> metrics.put(name(state), 0.0));
        for (AgentView.FrameworkView framework : view.frameworks()) {
            for (AgentView.ExecutorView executor : framework.executors()) {
                executor.queued()
                        .forEach(task -> metrics.merge(name(task.state()), 1.0, Double::sum));
                executor.launched()
                        .forEach(task -> metrics.merge(name(task.state()), 1.0, Double::sum));
            }
        }
    }

    private static String name(TaskState state) {
        return "slave/tasks_" + state.name().toLowerCase(Locale.ROOT);
    }
}
