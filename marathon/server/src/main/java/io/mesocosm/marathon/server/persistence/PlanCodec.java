package io.mesocosm.marathon.server.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.RootChange;
import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.Write;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Action;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Step;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans, groups, history and failures as JSON on disk. */
final class PlanCodec {

    private PlanCodec() {}

    static ObjectNode write(Plan plan) {
        ObjectNode out = Codec.JSON.createObjectNode();
        out.put("id", plan.id());
        out.put("version", plan.version().toString());
        ArrayNode steps = out.putArray("steps");
        for (Step step : plan.steps()) {
            ArrayNode actions = steps.addArray();
            step.actions()
                    .forEach(
                            a ->
                                    actions.addObject()
                                            .put("kind", a.kind().name())
                                            .put("app", a.app().value()));
        }
        changes(out, plan.apps(), plan.groups());
        return out;
    }

    static Plan readPlan(JsonNode in) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : in.path("steps")) {
            List<Action> actions = new ArrayList<>();
            for (JsonNode action : step) {
                actions.add(
                        new Action(
                                Action.Kind.valueOf(action.path("kind").asText()),
                                PathId.of(action.path("app").asText())));
            }
            steps.add(new Step(List.copyOf(actions)));
        }
        return new Plan(
                in.path("id").asText(),
                Instant.parse(in.path("version").asText()),
                List.copyOf(steps),
                apps(in),
                groups(in));
    }

    static ObjectNode write(RootChange change) {
        ObjectNode out = Codec.JSON.createObjectNode();
        out.put("version", change.version().toString());
        out.put("before", change.before().toString());
        changes(out, change.apps(), change.groups());
        return out;
    }

    static RootChange readChange(JsonNode in) {
        return new RootChange(
                Instant.parse(in.path("version").asText()),
                Instant.parse(in.path("before").asText()),
                apps(in),
                groups(in));
    }

    private static void changes(ObjectNode out, List<AppChange> apps, List<GroupChange> groups) {
        ArrayNode appList = out.putArray("apps");
        for (AppChange change : apps) {
            ObjectNode node = appList.addObject();
            node.put("id", change.id().value());
            put(node, "before", change.before());
            put(node, "after", change.after());
        }
        ArrayNode groupList = out.putArray("groups");
        for (GroupChange change : groups) {
            ObjectNode node = groupList.addObject();
            node.put("id", change.id().value());
            put(node, "before", change.before());
            put(node, "after", change.after());
        }
    }

    private static void put(ObjectNode node, String name, @Nullable App app) {
        if (app != null) {
            node.set(name, Codec.app(app));
        }
    }

    private static void put(ObjectNode node, String name, GroupChange.@Nullable State state) {
        if (state != null) {
            node.set(name, write(state));
        }
    }

    private static ObjectNode write(GroupChange.State state) {
        ObjectNode out = Codec.JSON.createObjectNode();
        ArrayNode dependencies = out.putArray("dependencies");
        state.dependencies().forEach(d -> dependencies.add(d.value()));
        out.put("enforceRole", state.enforceRole());
        return out;
    }

    private static List<AppChange> apps(JsonNode in) {
        List<AppChange> result = new ArrayList<>();
        for (JsonNode node : in.path("apps")) {
            result.add(
                    new AppChange(
                            PathId.of(node.path("id").asText()),
                            node.has("before") ? Codec.app(node.path("before")) : null,
                            node.has("after") ? Codec.app(node.path("after")) : null));
        }
        return List.copyOf(result);
    }

    private static List<GroupChange> groups(JsonNode in) {
        List<GroupChange> result = new ArrayList<>();
        for (JsonNode node : in.path("groups")) {
            result.add(
                    new GroupChange(
                            PathId.of(node.path("id").asText()),
                            node.has("before") ? state(node.path("before")) : null,
                            node.has("after") ? state(node.path("after")) : null));
        }
        return List.copyOf(result);
    }

    private static GroupChange.State state(JsonNode in) {
        List<PathId> dependencies = new ArrayList<>();
        in.path("dependencies").forEach(d -> dependencies.add(PathId.of(d.asText())));
        return new GroupChange.State(List.copyOf(dependencies), in.path("enforceRole").asBoolean());
    }

    static ObjectNode write(Write.PutGroup group) {
        ObjectNode out = write(group.state());
        out.put("id", group.id().value());
        out.put("version", group.version().toString());
        return out;
    }

    static Write.PutGroup readGroup(JsonNode in) {
        return new Write.PutGroup(
                PathId.of(in.path("id").asText()),
                state(in),
                Instant.parse(in.path("version").asText()));
    }

    static ObjectNode write(TaskFailure failure) {
        ObjectNode out = Codec.JSON.createObjectNode();
        out.put("app", failure.app().value());
        out.put("host", failure.host());
        out.put("message", failure.message());
        out.put("state", failure.state());
        out.put("task", failure.task().value());
        out.put("at", failure.at().toString());
        out.put("version", failure.version().toString());
        out.put("agentId", failure.agentId());
        return out;
    }

    static TaskFailure readFailure(JsonNode in) {
        return new TaskFailure(
                PathId.of(in.path("app").asText()),
                in.path("host").asText(),
                in.path("message").asText(),
                in.path("state").asText(),
                new TaskId(in.path("task").asText()),
                Instant.parse(in.path("at").asText()),
                Instant.parse(in.path("version").asText()),
                InstanceCodec.text(in, "agentId"));
    }
}
