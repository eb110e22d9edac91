package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.validation.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that is an error, in Marathon's form (spec §1.2). */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient ObjectNode body;

    private Refusal(int status, ObjectNode body) {
        super(body.path("message").asText(), null, false, false);
        this.status = status;
        this.body = body;
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, JsonNodeFactory.instance.objectNode().put("message", message));
    }

    static Refusal invalidJson(String details) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", "Invalid JSON");
        body.put("details", details);
        return new Refusal(400, body);
    }

    /** Values of the wrong type, each path with its errors. */
    static Refusal wrongTypes(Map<String, List<String>> errors) {
        return withDetails("Invalid JSON", errors);
    }

    private static Refusal withDetails(String message, Map<String, List<String>> errors) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", message);
        ArrayNode details = body.putArray("details");
        errors.forEach(
                (path, texts) -> {
                    ObjectNode one = details.addObject();
                    one.put("path", path);
                    ArrayNode list = one.putArray("errors");
                    texts.forEach(list::add);
                });
        return new Refusal(422, body);
    }

    /** The error that an outcome is. */
    static Refusal of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.NotFound o -> of(404, o.message());
            case Outcome.Conflict o -> of(409, o.message());
            case Outcome.Locked o -> locked(o.deployments());
            case Outcome.Invalid o -> invalid(o.violations());
            case Outcome.Unprocessable o -> of(422, o.message());
            case Outcome.BadRequest o -> of(400, o.message());
            case Outcome.Forbidden o -> of(403, o.message());
            case Outcome.Failed o -> of(500, o.message());
            case Outcome.Deployed _, Outcome.Planned _, Outcome.Killed _, Outcome.Done _ ->
                    of(500, "unexpected outcome " + outcome.getClass().getSimpleName());
        };
    }

    private static Refusal invalid(List<Violation> violations) {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        for (Violation violation : violations) {
            errors.computeIfAbsent(violation.path(), k -> new ArrayList<>())
                    .add(violation.message());
        }
        return withDetails("Object is not valid", errors);
    }

    private static Refusal locked(List<String> deployments) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "message",
                "App is locked by one or more deployments. Override with the option '?force=true'."
                        + " View details at '/v2/deployments/<DEPLOYMENT_ID>'.");
        ArrayNode list = body.putArray("deployments");
        deployments.forEach(id -> list.addObject().put("id", id));
        return new Refusal(409, body);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }
}
