package io.mesocosm.operator.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.app.App;

/** An App in Marathon's words, marked as this resource's. */
final class AppDefinition {
    static final String OWNER = "mesocosm.io/owner";

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    private AppDefinition() {}

    /** The app's path in Marathon; one that does not begin with a slash lies in the namespace. */
    static String id(App app) {
        String given = app.getSpec().id();
        String id = given == null ? app.getMetadata().getName() : given;
        return id.startsWith("/") ? id : "/" + app.getMetadata().getNamespace() + "/" + id;
    }

    /** What marks the app in Marathon as this resource's. */
    static String owner(App app) {
        return app.getMetadata().getNamespace() + "/" + app.getMetadata().getName();
    }

    /** What Marathon is given: the spec as it is, but for our own fields. */
    static ObjectNode of(App app) {
        ObjectNode definition = JSON.valueToTree(app.getSpec());
        definition.remove("clusterRef");
        definition.put("id", id(app));
        definition.withObjectProperty("labels").put(OWNER, owner(app));
        return definition;
    }

    /** Whose an app in Marathon is, empty for nobody's. */
    static String owner(JsonNode app) {
        return app.path("labels").path(OWNER).asText("");
    }
}
