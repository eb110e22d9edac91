package io.mesocosm.master.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The declared life of a task: every transition of the table is taken, no other is. */
class TaskTransitionsTest {
    private static final Set<TaskState> NEVER_A_TASKS_STATE = EnumSet.of(TaskState.TASK_UNKNOWN);

    @Test
    void visitsEveryTransitionAndNoOther() {
        List<String> taken = new ArrayList<>();
        List<String> declared = new ArrayList<>();
        for (TaskState from : TaskState.values()) {
            TaskTransitions.following(from).forEach(to -> declared.add(from + ">" + to));
            for (TaskState to : TaskState.values()) {
                TaskState after = TaskTransitions.after(from, to);
                assertThat(after).isIn(from, to);
                if (TaskTransitions.following(from).contains(to)) {
                    assertThat(after).isEqualTo(to);
                    taken.add(from + ">" + to);
                } else {
                    assertThat(after).isEqualTo(from);
                }
            }
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(declared).hasSize(5 * 12 + 1);
    }

    @Test
    void nothingFollowsAnEnd() {
        for (TaskState state : TaskState.values()) {
            if (state.isTerminal() || NEVER_A_TASKS_STATE.contains(state)) {
                assertThat(TaskTransitions.following(state)).isEmpty();
            } else {
                assertThat(TaskTransitions.following(state)).contains(TaskState.TASK_LOST);
            }
        }
    }

    @Test
    void onlyAReturnBringsStagingBack() {
        for (TaskState state : TaskState.values()) {
            assertThat(TaskTransitions.following(state).contains(TaskState.TASK_STAGING))
                    .isEqualTo(state == TaskState.TASK_UNREACHABLE);
        }
    }
}
