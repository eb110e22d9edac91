package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.server.json.AppReader;
import io.mesocosm.marathon.server.json.AppView;
import io.mesocosm.marathon.server.json.AppViewWriter;
import io.mesocosm.marathon.server.json.AppWriter;
import io.mesocosm.marathon.server.json.Embed;
import io.mesocosm.marathon.server.json.JsonErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** {@code /v2/apps} (spec §1.3). */
final class AppsResource {

    private static final Set<Embed> IN_LISTS = EnumSet.of(Embed.COUNTS, Embed.DEPLOYMENTS);
    private static final Set<Embed> ALONE =
            EnumSet.of(Embed.COUNTS, Embed.TASKS, Embed.LAST_TASK_FAILURE, Embed.DEPLOYMENTS);

    private final Desk desk;
    private final TasksResource tasks;

    AppsResource(Desk desk, TasksResource tasks) {
        this.desk = desk;
        this.tasks = tasks;
    }

    /** Answers what lies under /v2/apps. */
    void answer(Call call) throws IOException {
        List<String> path = call.path();
        int size = path.size();
        if (size == 2) {
            all(call);
            return;
        }
        String last = path.getLast();
        String secondLast = path.get(size - 2);
        if (last.equals("tasks") && size > 3) {
            tasks.ofApp(call, call.id(2, size - 1));
        } else if (secondLast.equals("tasks") && size > 4 && call.method().equals("DELETE")) {
            tasks.deleteOne(call, call.id(2, size - 2), last);
        } else if (last.equals("versions") && size > 3) {
            versions(call, call.id(2, size - 1));
        } else if (secondLast.equals("versions") && size > 4) {
            version(call, call.id(2, size - 2), last);
        } else if (last.equals("restart") && size > 3 && call.method().equals("POST")) {
            restart(call, call.id(2, size - 1));
        } else if (last.equals("*") && call.method().equals("GET")) {
            under(call, call.id(2, size - 1));
        } else {
            one(call, call.id(2, size));
        }
    }

    private void all(Call call) throws IOException {
        switch (call.method()) {
            case "GET" -> list(call);
            case "POST" -> create(call);
            case "PUT" ->
                    updateAll(
                            call,
                            call.flag("partialUpdate", true)
                                    ? Command.Mode.PUT
                                    : Command.Mode.REPLACE);
            case "PATCH" -> updateAll(call, Command.Mode.PATCH);
            default -> throw Api.methodNotAllowed(call);
        }
    }

    private void one(Call call, PathId id) throws IOException {
        switch (call.method()) {
            case "GET" -> show(call, id);
            case "PUT" ->
                    update(
                            call,
                            id,
                            call.flag("partialUpdate", true)
                                    ? Command.Mode.PUT
                                    : Command.Mode.REPLACE);
            case "PATCH" -> update(call, id, Command.Mode.PATCH);
            case "DELETE" ->
                    call.deployed(
                            200,
                            desk.deploy(
                                    new Command.DeleteApp(id, call.flag("force", true)),
                                    call.claim()));
            default -> throw Api.methodNotAllowed(call);
        }
    }

    private record Listed(List<AppView> apps, Instant now) {}

    private void list(Call call) throws IOException {
        Predicate<App> filter = filter(call);
        Listed listed =
                desk.read(
                        view ->
                                new Listed(
                                        view.root().transitiveApps().stream()
                                                .filter(filter)
                                                .map(a -> AppView.of(view, a))
                                                .toList(),
                                        view.now()));
        ObjectNode body = Call.object();
        write(call, body.putArray("apps"), listed);
        call.json(200, body);
    }

    private static void write(Call call, ArrayNode out, Listed listed) {
        Set<Embed> embeds = Embed.parse(call.embeds(), IN_LISTS);
        listed.apps.forEach(a -> out.add(AppViewWriter.write(a, embeds, listed.now)));
    }

    private static Predicate<App> filter(Call call) {
        Predicate<App> filter = app -> true;
        String cmd = call.query("cmd");
        if (cmd != null) {
            filter = filter.and(app -> contains(Objects.requireNonNullElse(app.cmd(), ""), cmd));
        }
        String id = call.query("id");
        if (id != null) {
            filter = filter.and(app -> contains(app.id().value(), id));
        }
        String label = call.query("label");
        if (label != null && !label.isBlank()) {
            Predicate<Map<String, String>> selector = LabelSelector.parse(label);
            filter = filter.and(app -> selector.test(app.labels()));
        }
        return filter;
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private void under(Call call, PathId id) throws IOException {
        Listed listed =
                desk.read(
                        view -> {
                            Group group = view.root().group(id);
                            List<App> apps = group == null ? List.of() : group.transitiveApps();
                            return new Listed(
                                    apps.stream().map(a -> AppView.of(view, a)).toList(),
                                    view.now());
                        });
        ObjectNode body = Call.object();
        write(call, body.putArray("*"), listed);
        call.json(200, body);
    }

    private void show(Call call, PathId id) throws IOException {
        Listed listed =
                desk.read(
                        view -> {
                            App app = view.root().app(id);
                            return new Listed(
                                    app == null ? List.of() : List.of(AppView.of(view, app)),
                                    view.now());
                        });
        if (listed.apps.isEmpty()) {
            throw missing(id);
        }
        Set<Embed> embeds = Embed.parse(call.embeds(), ALONE);
        ObjectNode body = Call.object();
        body.set("app", AppViewWriter.write(listed.apps.getFirst(), embeds, listed.now));
        call.json(200, body);
    }

    static Refusal missing(PathId id) {
        return Refusal.of(404, "App '" + id + "' does not exist");
    }

    private void create(Call call) throws IOException {
        AppDraft draft = draft(call.body());
        if (draft.id == null) {
            throw Refusal.wrongTypes(Map.of("/id", List.of("error.path.missing")));
        }
        Outcome.Deployed deployed =
                desk.deploy(
                        new Command.CreateApp(draft, call.flag("force"), call.caller()),
                        call.claim());
        App app = Objects.requireNonNull(deployed.app());
        ObjectNode body = AppWriter.write(app);
        body.put("tasksStaged", 0);
        body.put("tasksRunning", 0);
        body.put("tasksHealthy", 0);
        body.put("tasksUnhealthy", 0);
        body.putArray("deployments").addObject().put("id", deployed.deployment());
        call.header("Marathon-Deployment-Id", deployed.deployment());
        call.header("Location", app.id().value());
        call.json(201, body);
    }

    private static AppDraft draft(JsonNode body) {
        JsonErrors errors = new JsonErrors();
        AppDraft draft = AppReader.read(body, "", errors);
        if (!errors.isEmpty()) {
            throw Refusal.wrongTypes(errors.byPath());
        }
        return draft;
    }

    private void updateAll(Call call, Command.Mode mode) throws IOException {
        JsonNode body = call.body();
        JsonErrors errors = new JsonErrors();
        if (!body.isArray()) {
            throw Refusal.wrongTypes(Map.of("/", List.of("error.expected.jsarray")));
        }
        List<AppDraft> drafts = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            drafts.add(AppReader.read(body.get(i), "/(" + i + ")", errors));
        }
        if (!errors.isEmpty()) {
            throw Refusal.wrongTypes(errors.byPath());
        }
        call.deployed(
                200,
                desk.deploy(
                        new Command.UpdateApps(drafts, mode, call.flag("force")), call.claim()));
    }

    private void update(Call call, PathId id, Command.Mode mode) throws IOException {
        Outcome.Deployed deployed =
                desk.deploy(
                        new Command.UpdateApp(
                                id, draft(call.body()), mode, call.flag("force"), call.caller()),
                        call.claim());
        if (deployed.created()) {
            call.header("Location", id.value());
        }
        call.deployed(deployed.created() ? 201 : 200, deployed);
    }

    private void restart(Call call, PathId id) throws IOException {
        boolean inBody = call.bodyIfAny().path("force").asBoolean(false);
        call.deployed(
                200,
                desk.deploy(
                        new Command.RestartApp(id, call.flag("force") || inBody), call.claim()));
    }

    private void versions(Call call, PathId id) throws IOException {
        Api.require(call, "GET");
        List<Instant> versions =
                desk.read(
                        view ->
                                view.root().app(id) == null
                                        ? List.<Instant>of()
                                        : List.copyOf(view.versionsOf(id).descendingKeySet()));
        if (versions.isEmpty()) {
            throw missing(id);
        }
        ObjectNode body = Call.object();
        ArrayNode list = body.putArray("versions");
        versions.forEach(v -> list.add(TaskEnvironment.text(v)));
        call.json(200, body);
    }

    private void version(Call call, PathId id, String text) throws IOException {
        Api.require(call, "GET");
        Instant version = Call.timestamp(text);
        NavigableMap<Instant, App> kept = desk.read((View view) -> view.versionsOf(id));
        App app = kept.get(version);
        if (app == null) {
            throw Refusal.of(
                    404,
                    "App '" + id + "' does not exist in version " + TaskEnvironment.text(version));
        }
        call.json(200, AppWriter.write(app));
    }
}
