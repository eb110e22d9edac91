package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import io.mesocosm.marathon.server.json.AppView;
import io.mesocosm.marathon.server.json.TaskView;
import io.mesocosm.marathon.server.json.TaskWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks, of one app and of all (spec §1.3, §1.6). */
final class TasksResource {

    private final Desk desk;

    TasksResource(Desk desk) {
        this.desk = desk;
    }

    /** Answers what lies under /v2/tasks. */
    void answer(Call call) throws IOException {
        List<String> path = call.path();
        if (path.size() == 2) {
            Api.require(call, "GET");
            list(call);
        } else if (path.size() == 3 && path.get(2).equals("delete")) {
            Api.require(call, "POST");
            deleteMany(call);
        } else {
            throw Api.unknownRoute();
        }
    }

    private void list(Call call) throws IOException {
        List<AppView> apps =
                desk.read(
                        view ->
                                view.root().transitiveApps().stream()
                                        .map(a -> AppView.of(view, a))
                                        .toList());
        if (asText(call)) {
            call.text(200, EndpointLines.of(apps));
            return;
        }
        Set<String> wanted = statuses(call);
        ObjectNode body = Call.object();
        ArrayNode tasks = body.putArray("tasks");
        for (AppView app : apps) {
            for (TaskView task : app.tasks()) {
                if (wanted.isEmpty() || wanted.contains(status(task))) {
                    tasks.add(TaskWriter.write(task));
                }
            }
        }
        call.json(200, body);
    }

    private static Set<String> statuses(Call call) {
        List<String> values = new ArrayList<>(call.exchange().queryAll("status"));
        values.addAll(call.exchange().queryAll("status[]"));
        return Set.copyOf(values);
    }

    private static String status(TaskView task) {
        return task.instance().condition() == Condition.RUNNING ? "running" : "staging";
    }

    private static boolean asText(Call call) {
        return call.accepts("text/plain") && !call.accepts("application/json");
    }

    /** /v2/apps/{id}/tasks, and the form for all apps of a group. */
    void ofApp(Call call, PathId id) throws IOException {
        List<AppView> apps = desk.read(view -> views(view, id));
        switch (call.method()) {
            case "GET" -> {
                if (asText(call)) {
                    call.text(200, EndpointLines.of(apps));
                    return;
                }
                ObjectNode body = Call.object();
                ArrayNode list = body.putArray("tasks");
                apps.forEach(a -> a.tasks().forEach(t -> list.add(TaskWriter.write(t))));
                call.json(200, body);
            }
            case "DELETE" -> deleteAll(call, apps);
            default -> throw Api.methodNotAllowed(call);
        }
    }

    private static List<AppView> views(View view, PathId id) {
        if (id.lastSegment().equals("*")) {
            Group group = view.root().group(id.parent());
            if (group == null) {
                throw Refusal.of(404, "Group '" + id.parent() + "' does not exist");
            }
            return group.transitiveApps().stream().map(a -> AppView.of(view, a)).toList();
        }
        App app = view.root().app(id);
        if (app == null) {
            throw AppsResource.missing(id);
        }
        return List.of(AppView.of(view, app));
    }

    private void deleteAll(Call call, List<AppView> apps) throws IOException {
        String host = call.query("host");
        List<InstanceId> ids = new ArrayList<>();
        for (AppView app : apps) {
            for (Instance instance : app.instances()) {
                Task task = instance.task();
                boolean there =
                        host == null
                                || host.equals("*")
                                || (task != null && host.equals(task.placement().host()));
                if (there) {
                    ids.add(instance.id());
                }
            }
        }
        kill(call, ids, false);
    }

    void deleteOne(Call call, PathId app, String task) throws IOException {
        Optional<InstanceId> id = TaskId.instanceOf(task);
        @Nullable TaskView found =
                desk.read(
                                view -> {
                                    if (view.root().app(app) == null) {
                                        throw AppsResource.missing(app);
                                    }
                                    Instance instance = id.map(view::instance).orElse(null);
                                    return Optional.ofNullable(instance)
                                            .filter(i -> i.app().equals(app))
                                            .map(i -> TaskView.of(view, i));
                                })
                        .orElse(null);
        if (found == null) {
            throw Refusal.of(404, "Task '" + task + "' does not exist");
        }
        kill(call, List.of(found.instance().id()), true);
    }

    private void deleteMany(Call call) throws IOException {
        JsonNode ids = call.body().path("ids");
        if (!ids.isArray()) {
            throw Refusal.wrongTypes(Map.of("/ids", List.of("error.expected.jsarray")));
        }
        List<InstanceId> instances = new ArrayList<>();
        for (JsonNode id : ids) {
            instances.add(
                    TaskId.instanceOf(id.asText())
                            .orElseThrow(
                                    () ->
                                            Refusal.of(
                                                    400,
                                                    "Invalid task id '" + id.asText() + "'. ")));
        }
        kill(call, instances, false);
    }

    private void kill(Call call, List<InstanceId> ids, boolean single) throws IOException {
        Outcome outcome =
                desk.ask(
                        new Command.KillTasks(
                                ids, call.flag("scale"), call.flag("wipe"), call.flag("force")),
                        call.claim());
        switch (outcome) {
            case Outcome.Deployed deployed -> call.deployed(200, deployed);
            case Outcome.Killed killed -> {
                List<TaskView> views =
                        desk.read(
                                view ->
                                        killed.instances().stream()
                                                .map(i -> TaskView.of(view, i))
                                                .toList());
                ObjectNode body = Call.object();
                if (single && !views.isEmpty()) {
                    body.set("task", TaskWriter.write(views.getFirst()));
                } else {
                    ArrayNode tasks = body.putArray("tasks");
                    views.forEach(t -> tasks.add(TaskWriter.write(t)));
                }
                call.json(200, body);
            }
            default -> throw Refusal.of(outcome);
        }
    }
}
