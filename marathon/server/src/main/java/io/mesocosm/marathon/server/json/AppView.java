package io.mesocosm.marathon.server.json;

import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.health.HealthBook.Verdict;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An app with its instances and deployments, taken out of the core at one moment. */
public record AppView(
        App app, List<TaskView> tasks, List<String> deployments, @Nullable TaskFailure failure) {

    public static AppView of(View view, App app) {
        return new AppView(
                app,
                view.instances(app.id()).stream()
                        .filter(i -> i.task() != null)
                        .sorted(Comparator.comparing(Instance::id))
                        .map(i -> TaskView.of(view, i))
                        .toList(),
                view.deploymentsOf(app.id()),
                view.failureOf(app.id()));
    }

    /** How many tasks are in which state (spec §1.3). */
    public record Counts(int staged, int running, int healthy, int unhealthy) {}

    public Counts counts() {
        return counts(tasks);
    }

    static Counts counts(List<TaskView> tasks) {
        return new Counts(
                (int) tasks.stream().filter(t -> t.instance().condition().isLaunching()).count(),
                (int) tasks.stream().filter(AppView::isRunning).count(),
                (int) tasks.stream().filter(t -> is(t, Verdict.HEALTHY)).count(),
                (int) tasks.stream().filter(t -> is(t, Verdict.UNHEALTHY)).count());
    }

    private static boolean is(TaskView task, Verdict verdict) {
        return isRunning(task) && task.verdict() == verdict;
    }

    private static boolean isRunning(TaskView task) {
        Condition condition = task.instance().condition();
        return condition == Condition.RUNNING || condition == Condition.KILLING;
    }

    /** The instances that have a task. */
    public List<Instance> instances() {
        return tasks.stream().map(TaskView::instance).filter(Objects::nonNull).toList();
    }
}
