package io.mesocosm.master.server.state;

import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /tasks} was asked for (spec §5.1). A limit below zero means all; a parameter that is
 * no number counts as absent.
 */
public record TaskQuery(
        @Nullable String frameworkId,
        @Nullable String taskId,
        long limit,
        long offset,
        boolean ascending) {
    private static final long LIMIT = 100;

    /** Reads the parameters as they came, null where absent. */
    public static TaskQuery of(
            @Nullable String frameworkId,
            @Nullable String taskId,
            @Nullable String limit,
            @Nullable String offset,
            @Nullable String order) {
        return new TaskQuery(
                frameworkId,
                taskId,
                number(limit, LIMIT),
                Math.max(0, number(offset, 0)),
                "asc".equals(order));
    }

    private static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    List<Task> select(Snapshot snapshot) {
        Comparator<Task> byTime = Comparator.comparing(TaskQuery::firstStatus);
        Stream<Task> found =
                Stream.of(snapshot.tasks(), snapshot.unreachableTasks(), snapshot.completedTasks())
                        .flatMap(pages -> pages.stream())
                        .filter(
                                task ->
                                        frameworkId == null
                                                || task.frameworkId().equals(frameworkId))
                        .filter(task -> taskId == null || task.id().equals(taskId))
                        .sorted(ascending ? byTime : byTime.reversed())
                        .skip(offset);
        return (limit < 0 ? found : found.limit(limit)).toList();
    }

    /** A task without a status sorts before all others. */
    private static Instant firstStatus(Task task) {
        return task.statuses().isEmpty() ? Instant.MIN : task.statuses().getFirst().timestamp();
    }
}
