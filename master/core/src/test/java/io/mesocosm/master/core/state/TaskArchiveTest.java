package io.mesocosm.master.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spec §8, caches: so many tasks per framework, the oldest go first. */
class TaskArchiveTest {
    private final TaskArchive archive = new TaskArchive(3, 2);

    private static Task task(String framework, String id) {
        return new Task(
                framework,
                id,
                id,
                "a",
                null,
                "*",
                TaskState.TASK_FINISHED,
                null,
                null,
                Resources.EMPTY,
                List.of(),
                Payload.EMPTY,
                null);
    }

    @Test
    void keepsTheLatestCompletedTasksOfEachFramework() {
        for (int i = 0; i < 5; i++) {
            archive.complete(task("f", "t" + i));
        }
        archive.complete(task("g", "u"));
        assertThat(archive.completed())
                .extracting(Task::id)
                .containsExactlyInAnyOrder("t2", "t3", "t4", "u");
    }

    @Test
    void keepsTheLatestUnreachableTasksOfEachFramework() {
        for (int i = 0; i < 4; i++) {
            archive.addUnreachable(task("f", "t" + i));
        }
        assertThat(archive.unreachable())
                .extracting(Task::id)
                .containsExactlyInAnyOrder("t2", "t3");
        assertThat(archive.unreachable(new TaskKey("f", "t0"))).isNull();
    }

    @Test
    void aTaskIdMayCompleteTwice() {
        archive.complete(task("f", "t"));
        archive.complete(task("f", "t"));
        assertThat(archive.completed()).hasSize(2);
    }

    @Test
    void forgetsAllOfAFramework() {
        archive.complete(task("f", "t"));
        archive.addUnreachable(task("f", "u"));
        archive.forget("f");
        assertThat(archive.completed()).isEmpty();
        assertThat(archive.unreachable()).isEmpty();
    }
}
