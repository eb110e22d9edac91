package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.deployment.Action;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.GroupChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Step;
import io.mesocosm.marathon.core.group.Group;
import io.mesocosm.marathon.core.path.PathId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes deployments and their plans (spec §1.6). */
public final class DeploymentWriter {

    private DeploymentWriter() {}

    public static ObjectNode write(View.Deployment deployment, Map<PathId, List<TaskView>> tasks) {
        Plan plan = deployment.plan();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", plan.id());
        out.put("version", Fields.text(plan.version()));
        ArrayNode affected = out.putArray("affectedApps");
        plan.affectedApps().forEach(a -> affected.add(a.value()));
        out.putArray("affectedPods");
        out.set("steps", steps(plan.steps()));
        ArrayNode current = out.putArray("currentActions");
        int index = Math.min(deployment.stepsDone(), plan.steps().size() - 1);
        for (Action action : plan.steps().get(index).actions()) {
            ObjectNode node = current.addObject();
            node.put("action", action.kind().wire());
            node.put("app", action.app().value());
            AppViewWriter.readiness(
                    node.putArray("readinessCheckResults"),
                    tasks.getOrDefault(action.app(), List.of()));
        }
        out.put("currentStep", index + 1);
        out.put("totalSteps", plan.steps().size());
        return out;
    }

    public static ArrayNode steps(List<Step> steps) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        steps.forEach(s -> out.add(step(s)));
        return out;
    }

    static ObjectNode step(Step step) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode actions = out.putArray("actions");
        step.actions()
                .forEach(
                        a ->
                                actions.addObject()
                                        .put("action", a.kind().wire())
                                        .put("app", a.app().value()));
        return out;
    }

    /** The plan as events carry it: ids, never whole apps. */
    static ObjectNode plan(Plan plan) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", plan.id());
        out.put("version", Fields.text(plan.version()));
        out.set("steps", steps(plan.steps()));
        return out;
    }

    /**
     * The plan as older subscribers read it: with the groups from before and after, of which only
     * what the plan changes is shown, so that its size is that of the change.
     */
    static ObjectNode fullPlan(Plan plan) {
        ObjectNode out = plan(plan);
        Group root = Group.empty(PathId.ROOT, plan.version());
        Group before = root;
        Group after = root;
        for (GroupChange change : plan.groups()) {
            before = with(before, change.id(), change.before(), plan);
            after = with(after, change.id(), change.after(), plan);
        }
        for (AppChange change : plan.apps()) {
            before =
                    change.before() == null
                            ? before
                            : before.withApp(change.before(), plan.version());
            after = change.after() == null ? after : after.withApp(change.after(), plan.version());
        }
        out.set("original", GroupWriter.plain(before));
        out.set("target", GroupWriter.plain(after));
        return out;
    }

    private static Group with(Group root, PathId id, GroupChange.@Nullable State state, Plan plan) {
        if (state == null) {
            return root;
        }
        Group present = root.group(id);
        Group base = present == null ? Group.empty(id, plan.version()) : present;
        return root.withGroup(
                base.withDependencies(state.dependencies(), plan.version())
                        .withEnforceRole(state.enforceRole(), plan.version()),
                plan.version());
    }
}
