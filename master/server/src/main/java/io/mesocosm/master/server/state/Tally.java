package io.mesocosm.master.server.state;

import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.protocol.json.JsonWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** How many tasks are in each state, for one agent or one framework, and whom they tie it to. */
final class Tally {
    private static final List<TaskState> SHOWN =
            List.of(
                    TaskState.TASK_STAGING,
                    TaskState.TASK_STARTING,
                    TaskState.TASK_RUNNING,
                    TaskState.TASK_KILLING,
                    TaskState.TASK_FINISHED,
                    TaskState.TASK_KILLED,
                    TaskState.TASK_FAILED,
                    TaskState.TASK_LOST,
                    TaskState.TASK_ERROR,
                    TaskState.TASK_UNREACHABLE);

    private final Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
    private final SortedSet<String> others = new TreeSet<>();

    void add(TaskState state, String other) {
        counts.merge(state, 1, Integer::sum);
        others.add(other);
    }

    void fields(JsonWriter writer, String namesOfOthers) {
        SHOWN.forEach(state -> writer.field(state.name(), counts.getOrDefault(state, 0)));
        writer.name(namesOfOthers).beginArray();
        others.forEach(writer::value);
        writer.endArray();
    }
}
