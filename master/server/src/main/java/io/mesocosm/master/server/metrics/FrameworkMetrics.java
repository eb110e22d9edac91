package io.mesocosm.master.server.metrics;

import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The metrics of each registered framework under {@code master/frameworks/} (spec §11). */
final class FrameworkMetrics {
    private static final List<String> ACTIVE =
            List.of(
                    "task_staging",
                    "task_starting",
                    "task_running",
                    "task_killing",
                    "task_unreachable");

    /** Counters that are there from the start, at zero. */
    private static final List<String> COUNTERS =
            List.of(
                    "calls",
                    "calls/subscribe",
                    "calls/teardown",
                    "calls/accept",
                    "calls/decline",
                    "calls/accept_inverse_offers",
                    "calls/decline_inverse_offers",
                    "calls/revive",
                    "calls/suppress",
                    "calls/kill",
                    "calls/shutdown",
                    "calls/acknowledge",
                    "calls/acknowledge_operation_status",
                    "calls/reconcile",
                    "calls/reconcile_operations",
                    "calls/message",
                    "calls/request",
                    "calls/update_framework",
                    "offers/sent",
                    "offers/accepted",
                    "offers/declined",
                    "offers/rescinded",
                    "operations",
                    "tasks/terminal/task_finished",
                    "tasks/terminal/task_failed",
                    "tasks/terminal/task_killed",
                    "tasks/terminal/task_lost",
                    "tasks/terminal/task_error",
                    "tasks/terminal/task_dropped",
                    "tasks/terminal/task_gone",
                    "tasks/terminal/task_gone_by_operator");

    private FrameworkMetrics() {}

    static void putInto(Map<String, Double> values, Snapshot state) {
        Map<String, Map<String, Integer>> tasks = active(state);
        for (Framework framework : state.frameworks()) {
            String prefix =
                    "master/frameworks/"
                            + encoded(framework.spec().name())
                            + "/"
                            + framework.id()
                            + "/";
            values.put(prefix + "subscribed", framework.connected() ? 1.0 : 0.0);
            COUNTERS.forEach(name -> values.put(prefix + name, 0.0));
            state.counters()
                    .frameworks()
                    .getOrDefault(framework.id(), Map.of())
                    .forEach((name, count) -> values.put(prefix + name, (double) count));
            Map<String, Integer> own = tasks.getOrDefault(framework.id(), Map.of());
            ACTIVE.forEach(
                    name ->
                            values.put(
                                    prefix + "tasks/active/" + name,
                                    (double) own.getOrDefault(name, 0)));
            for (String role : framework.spec().effectiveRoles()) {
                values.put(
                        prefix + "roles/" + encoded(role) + "/suppressed",
                        framework.suppressedRoles().contains(role) ? 1.0 : 0.0);
            }
        }
    }

    private static Map<String, Map<String, Integer>> active(Snapshot state) {
        Map<String, Map<String, Integer>> tasks = new HashMap<>();
        Stream.concat(state.tasks().stream(), state.unreachableTasks().stream())
                .forEach(task -> count(tasks, task));
        return tasks;
    }

    private static void count(Map<String, Map<String, Integer>> tasks, Task task) {
        TaskState shown = task.state();
        tasks.computeIfAbsent(task.frameworkId(), _ -> new HashMap<>())
                .merge(shown.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
