package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.instance.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Writes an app with what its reader asked to see beside it. */
public final class AppViewWriter {

    private AppViewWriter() {}

    public static ObjectNode write(AppView view, Set<Embed> embeds, Instant now) {
        ObjectNode out = AppWriter.write(view.app());
        if (embeds.contains(Embed.COUNTS)) {
            counts(out, view.counts());
        }
        if (embeds.contains(Embed.DEPLOYMENTS)) {
            ArrayNode deployments = out.putArray("deployments");
            view.deployments().forEach(id -> deployments.addObject().put("id", id));
        }
        if (embeds.contains(Embed.TASKS)) {
            ArrayNode tasks = out.putArray("tasks");
            view.tasks().forEach(t -> tasks.add(TaskWriter.write(t)));
        }
        if (embeds.contains(Embed.READINESS)) {
            readiness(out.putArray("readinessCheckResults"), view.tasks());
        }
        TaskFailure failure = view.failure();
        if (embeds.contains(Embed.LAST_TASK_FAILURE) && failure != null) {
            out.set("lastTaskFailure", failure(failure));
        }
        if (embeds.contains(Embed.TASK_STATS)) {
            ObjectNode stats = stats(view, now);
            out.set("taskStats", stats);
            out.set("tasksStats", stats);
        }
        return out;
    }

    static void counts(ObjectNode out, AppView.Counts counts) {
        out.put("tasksStaged", counts.staged());
        out.put("tasksRunning", counts.running());
        out.put("tasksHealthy", counts.healthy());
        out.put("tasksUnhealthy", counts.unhealthy());
    }

    static void readiness(ArrayNode out, List<TaskView> tasks) {
        for (TaskView task : tasks) {
            HealthBook.Readiness result = task.readiness().orElse(null);
            Task run = task.instance().task();
            if (result != null && run != null) {
                ObjectNode node = out.addObject();
                node.put("name", result.name());
                node.put("taskId", run.id().value());
                node.put("ready", result.ready());
                if (result.status() != 0) {
                    node.putObject("lastResponse")
                            .put("status", result.status())
                            .put("contentType", result.contentType())
                            .put("body", result.body());
                }
            }
        }
    }

    public static ObjectNode failure(TaskFailure failure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("appId", failure.app().value());
        node.put("host", failure.host());
        node.put("message", failure.message());
        node.put("state", failure.state());
        node.put("taskId", failure.task().value());
        node.put("timestamp", Fields.text(failure.at()));
        node.put("version", Fields.text(failure.version()));
        AppWriter.text(node, "slaveId", failure.agentId());
        return node;
    }

    private static ObjectNode stats(AppView view, Instant now) {
        App app = view.app();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        List<TaskView> all = view.tasks();
        stat(
                out,
                "startedAfterLastScaling",
                all.stream()
                        .filter(
                                t ->
                                        !t.instance()
                                                .version()
                                                .isBefore(app.versionInfo().lastScalingAt()))
                        .toList(),
                now);
        stat(
                out,
                "withLatestConfig",
                all.stream()
                        .filter(t -> !t.instance().version().isBefore(app.configVersion()))
                        .toList(),
                now);
        stat(
                out,
                "withOutdatedConfig",
                all.stream()
                        .filter(t -> t.instance().version().isBefore(app.configVersion()))
                        .toList(),
                now);
        stat(out, "totalSummary", all, now);
        return out;
    }

    private static void stat(ObjectNode out, String name, List<TaskView> tasks, Instant now) {
        if (tasks.isEmpty()) {
            return;
        }
        ObjectNode stats = out.putObject(name).putObject("stats");
        AppView.Counts counts = AppView.counts(tasks);
        stats.putObject("counts")
                .put("staged", counts.staged())
                .put("running", counts.running())
                .put("healthy", counts.healthy())
                .put("unhealthy", counts.unhealthy());
        double[] lives =
                tasks.stream()
                        .map(t -> t.instance().task())
                        .filter(t -> t != null && t.startedAt() != null)
                        .mapToDouble(t -> seconds(t, now))
                        .sorted()
                        .toArray();
        if (lives.length > 0) {
            double sum = 0;
            for (double life : lives) {
                sum += life;
            }
            stats.putObject("lifeTime")
                    .put("averageSeconds", sum / lives.length)
                    .put("medianSeconds", lives[lives.length / 2]);
        }
    }

    private static double seconds(Task task, Instant now) {
        Instant started = task.startedAt() == null ? now : task.startedAt();
        return Duration.between(started, now).toMillis() / 1000.0;
    }
}
