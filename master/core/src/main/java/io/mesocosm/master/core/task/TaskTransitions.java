package io.mesocosm.master.core.task;

import static io.mesocosm.master.core.task.TaskState.TASK_DROPPED;
import static io.mesocosm.master.core.task.TaskState.TASK_ERROR;
import static io.mesocosm.master.core.task.TaskState.TASK_FAILED;
import static io.mesocosm.master.core.task.TaskState.TASK_FINISHED;
import static io.mesocosm.master.core.task.TaskState.TASK_GONE;
import static io.mesocosm.master.core.task.TaskState.TASK_GONE_BY_OPERATOR;
import static io.mesocosm.master.core.task.TaskState.TASK_KILLED;
import static io.mesocosm.master.core.task.TaskState.TASK_KILLING;
import static io.mesocosm.master.core.task.TaskState.TASK_LOST;
import static io.mesocosm.master.core.task.TaskState.TASK_RUNNING;
import static io.mesocosm.master.core.task.TaskState.TASK_STAGING;
import static io.mesocosm.master.core.task.TaskState.TASK_STARTING;
import static io.mesocosm.master.core.task.TaskState.TASK_UNREACHABLE;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The life of a task in the master as a table: from each state, the states a status may bring (spec
 * §7.4). A task that ended stays as it ended; no status brings STAGING back but an agent's return
 * does; UNKNOWN is an answer to RECONCILE and never a task's state.
 */
public final class TaskTransitions {
    private static final Set<TaskState> ENDS =
            EnumSet.of(
                    TASK_FINISHED,
                    TASK_FAILED,
                    TASK_KILLED,
                    TASK_ERROR,
                    TASK_LOST,
                    TASK_DROPPED,
                    TASK_GONE,
                    TASK_GONE_BY_OPERATOR);

    private static final Map<TaskState, Set<TaskState>> TABLE = table();

    private TaskTransitions() {}

    private static Map<TaskState, Set<TaskState>> table() {
        Set<TaskState> moves =
                EnumSet.of(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNREACHABLE);
        moves.addAll(ENDS);
        Set<TaskState> returns = EnumSet.copyOf(moves);
        returns.add(TASK_STAGING);
        Map<TaskState, Set<TaskState>> table = new EnumMap<>(TaskState.class);
        table.put(TASK_STAGING, moves);
        table.put(TASK_STARTING, moves);
        table.put(TASK_RUNNING, moves);
        table.put(TASK_KILLING, moves);
        table.put(TASK_UNREACHABLE, returns);
        return table;
    }

    /** The state a task is in after a status: an ended task keeps its end. */
    public static TaskState after(TaskState present, TaskState status) {
        return TABLE.getOrDefault(present, Set.of()).contains(status) ? status : present;
    }

    /** The states that can follow; for the tests and for the diagram in the docs. */
    public static Set<TaskState> following(TaskState state) {
        return Set.copyOf(TABLE.getOrDefault(state, Set.of()));
    }
}
