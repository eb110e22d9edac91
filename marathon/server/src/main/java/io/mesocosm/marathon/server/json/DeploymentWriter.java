package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.deployment.Action;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Step;
import io.mesocosm.marathon.core.path.PathId;
import java.util.List;
import java.util.Map;

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
}
