package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.TaskState;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.protocol.v1.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code /metrics/snapshot} under Mesos's names (spec section 11). */
final class AgentMetrics implements MetricsSource {
    private final Facts facts;
    private final AgentLoop loop;

    AgentMetrics(Facts facts, AgentLoop loop) {
        this.facts = facts;
        this.loop = loop;
    }

    @Override
    public Map<String, Double> snapshot() {
        AgentView view = loop.ask(agent -> agent.view()).join();
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("slave/registered", view.registered() ? 1.0 : 0.0);
        metrics.put(
                "slave/uptime_secs",
                Duration.between(facts.startedAt(), loop.now()).toMillis() / 1000.0);
        metrics.put("slave/frameworks_active", (double) view.frameworks().size());
        metrics.put("slave/recovery_errors", 0.0);
        resources(metrics, view);
        executors(metrics, view);
        tasks(metrics, view);
        return metrics;
    }

    private void resources(Map<String, Double> metrics, AgentView view) {
        List<Resource> total = facts.info().get().getResourcesList();
        ResourceSums all = ResourceSums.of(total);
        ResourceSums used = new ResourceSums();
        view.frameworks()
                .forEach(
                        framework ->
                                framework
                                        .executors()
                                        .forEach(
                                                executor ->
                                                        StateJson.resourcesOf(executor)
                                                                .forEach(used::add)));
        for (String name : List.of("cpus", "gpus", "mem", "disk")) {
            metrics.put("slave/" + name + "_total", all.scalar(name));
            metrics.put("slave/" + name + "_used", used.scalar(name));
            metrics.put(
                    "slave/" + name + "_percent",
                    all.scalar(name) == 0 ? 0.0 : used.scalar(name) / all.scalar(name));
        }
    }

    private static void executors(Map<String, Double> metrics, AgentView view) {
        for (String name : List.of("registering", "running", "terminating", "terminated")) {
            metrics.put("slave/executors_" + name, 0.0);
        }
        view.frameworks()
                .forEach(
                        framework ->
                                framework
                                        .executors()
                                        .forEach(
                                                executor ->
                                                        metrics.merge(
                                                                "slave/executors_"
                                                                        + phase(executor.phase()),
                                                                1.0,
                                                                Double::sum)));
    }

    private static String phase(ExecutorPhase phase) {
        return switch (phase) {
            case LAUNCHING, REGISTERING -> "registering";
            case RUNNING -> "running";
            case TERMINATING -> "terminating";
            case TERMINATED -> "terminated";
        };
    }

    private static void tasks(Map<String, Double> metrics, AgentView view) {
        for (TaskState state : TaskState.values()) {
            metrics.put(name(state), 0.0);
        }
        for (List<AgentView.FrameworkView> all :
                List.of(view.frameworks(), view.completedFrameworks())) {
            for (AgentView.FrameworkView framework : all) {
                framework.executors().forEach(executor -> count(metrics, executor));
                framework.completedExecutors().forEach(executor -> count(metrics, executor));
            }
        }
    }

    private static void count(Map<String, Double> metrics, AgentView.ExecutorView executor) {
        for (List<AgentView.TaskView> tasks :
                List.of(
                        executor.queued(),
                        executor.launched(),
                        executor.terminated(),
                        executor.completed())) {
            tasks.forEach(task -> metrics.merge(name(task.state()), 1.0, Double::sum));
        }
    }

    private static String name(TaskState state) {
        return "slave/tasks_" + state.name().toLowerCase(Locale.ROOT);
    }
}
