package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.draft.GroupDraft;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.server.json.AppView;
import io.mesocosm.marathon.server.json.AppViewWriter;
import io.mesocosm.marathon.server.json.DeploymentWriter;
import io.mesocosm.marathon.server.json.Embed;
import io.mesocosm.marathon.server.json.GroupReader;
import io.mesocosm.marathon.server.json.GroupWriter;
import io.mesocosm.marathon.server.json.JsonErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** {@code /v2/groups} (spec §1.4). */
final class GroupsResource {

    private final Desk desk;

    GroupsResource(Desk desk) {
        this.desk = desk;
    }

    /** Answers what lies under /v2/groups. */
    void answer(Call call) throws IOException {
        List<String> path = call.path();
        int size = path.size();
        String last = path.getLast();
        boolean get = call.method().equals("GET");
        if (get && size > 2 && last.equals("versions")) {
            versions(call, call.id(2, size - 1));
        } else if (get && size > 3 && path.get(size - 2).equals("versions")) {
            version(call, call.id(2, size - 2), last);
        } else if (get && size > 2 && last.equals("apps")) {
            apps(call, call.id(2, size - 1));
        } else {
            one(call, call.id(2, size));
        }
    }

    private void one(Call call, PathId id) throws IOException {
        switch (call.method()) {
            case "GET" -> show(call, id);
            case "POST" -> create(call, id);
            case "PUT" -> update(call, id);
            case "PATCH" -> patch(call, id);
            case "DELETE" ->
                    call.deployed(
                            200,
                            desk.deploy(
                                    new Command.DeleteGroup(id, call.flag("force")), call.claim()));
            default -> throw Api.methodNotAllowed(call);
        }
    }

    private record Shown(Group group, Map<PathId, AppView> apps, Instant now) {}

    private Shown find(PathId id) {
        Optional<Shown> found =
                desk.read(
                        view ->
                                Optional.ofNullable(view.root().group(id))
                                        .map(
                                                g -> {
                                                    Map<PathId, AppView> apps = new HashMap<>();
                                                    g.eachApp(
                                                            a ->
                                                                    apps.put(
                                                                            a.id(),
                                                                            AppView.of(view, a)));
                                                    return new Shown(g, apps, view.now());
                                                }));
        return found.orElseThrow(() -> missing(id));
    }

    private static Refusal missing(PathId id) {
        return Refusal.of(404, "Group '" + id + "' does not exist");
    }

    private static ObjectNode app(Shown shown, App app, Set<Embed> embeds) {
        AppView view = Objects.requireNonNull(shown.apps.get(app.id()));
        return AppViewWriter.write(view, embeds, shown.now);
    }

    private void show(Call call, PathId id) throws IOException {
        Shown shown = find(id);
        Set<Embed> embeds = GroupWriter.appEmbeds(call.embeds());
        GroupWriter writer =
                new GroupWriter(GroupWriter.Parts.parse(call.embeds()), a -> app(shown, a, embeds));
        call.json(200, writer.write(shown.group));
    }

    private void apps(Call call, PathId id) throws IOException {
        Shown shown = find(id);
        Set<Embed> embeds = Embed.parse(call.embeds(), Set.of());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        shown.group.transitiveApps().forEach(a -> list.add(app(shown, a, embeds)));
        call.json(200, list);
    }

    private static GroupDraft draft(Call call) throws IOException {
        JsonErrors errors = new JsonErrors();
        GroupDraft draft = GroupReader.read(call.body(), errors);
        if (!errors.isEmpty()) {
            throw Refusal.wrongTypes(errors.byPath());
        }
        return draft;
    }

    private static PathId target(PathId base, GroupDraft draft) {
        return draft.id() == null ? base : PathId.resolve(draft.id(), base);
    }

    private void create(Call call, PathId base) throws IOException {
        GroupDraft draft = draft(call);
        Outcome.Deployed deployed =
                desk.deploy(new Command.CreateGroup(base, draft, call.flag("force")), call.claim());
        call.header("Location", target(base, draft).value());
        call.deployed(201, deployed);
    }

    private void update(Call call, PathId base) throws IOException {
        GroupDraft draft = draft(call);
        Outcome outcome =
                desk.ask(
                        new Command.UpdateGroup(
                                base, draft, call.flag("force"), call.flag("dryRun")),
                        call.claim());
        switch (outcome) {
            case Outcome.Deployed deployed -> call.deployed(200, deployed);
            case Outcome.Planned planned -> {
                ObjectNode body = Call.object();
                body.set("steps", DeploymentWriter.steps(planned.plan().steps()));
                call.json(200, body);
            }
            default -> throw Refusal.of(outcome);
        }
    }

    private void patch(Call call, PathId id) throws IOException {
        GroupDraft draft = draft(call);
        Outcome outcome = desk.ask(new Command.EnforceRole(id, draft.enforceRole()));
        if (!(outcome instanceof Outcome.Done)) {
            throw Refusal.of(outcome);
        }
        call.empty(200);
    }

    private void versions(Call call, PathId id) throws IOException {
        find(id);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        desk.read(view -> view.rootVersions()).forEach(v -> list.add(TaskEnvironment.text(v)));
        call.json(200, list);
    }

    private void version(Call call, PathId id, String text) throws IOException {
        Instant version = Call.timestamp(text);
        Group group =
                desk.read(view -> view.rootAt(version))
                        .map(root -> root.group(id))
                        .orElseThrow(
                                () ->
                                        Refusal.of(
                                                404,
                                                "Group '"
                                                        + id
                                                        + "' does not exist in version "
                                                        + TaskEnvironment.text(version)));
        call.json(200, GroupWriter.plain(group));
    }
}
