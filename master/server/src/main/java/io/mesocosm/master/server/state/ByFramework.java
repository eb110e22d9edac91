package io.mesocosm.master.server.state;

import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A snapshot's tasks, executors and offers by the id of their framework. */
record ByFramework(
        Map<String, List<Task>> tasks,
        Map<String, List<Task>> unreachable,
        Map<String, List<Task>> completed,
        Map<String, List<Executor>> executors,
        Map<String, List<Offer>> offers) {

    static ByFramework of(Snapshot snapshot) {
        return new ByFramework(
                group(snapshot.tasks(), Task::frameworkId),
                group(snapshot.unreachableTasks(), Task::frameworkId),
                group(snapshot.completedTasks(), Task::frameworkId),
                group(snapshot.executors(), Executor::frameworkId),
                group(snapshot.offers(), Offer::frameworkId));
    }

    private static <T> Map<String, List<T>> group(Iterable<T> all, Function<T, String> key) {
        Map<String, List<T>> groups = new HashMap<>();
        for (T each : all) {
            groups.computeIfAbsent(key.apply(each), _ -> new ArrayList<>()).add(each);
        }
        return groups;
    }
}
