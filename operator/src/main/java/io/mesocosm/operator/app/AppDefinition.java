package io.mesocosm.operator.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.cluster.AgentPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /**
     * What Marathon is given: the spec as it is, but for our own fields, and kept to the pools that
     * may run it.
     */
    static ObjectNode of(App app, Optional<List<String>> pools) {
        ObjectNode definition = JSON.valueToTree(app.getSpec());
        definition.remove("clusterRef");
        definition.put("id", id(app));
        definition.withObjectProperty("labels").put(OWNER, owner(app));
        pools.ifPresent(
                constraint ->
                        definition
                                .withArrayProperty("constraints")
                                .add(JSON.valueToTree(constraint)));
        return definition;
    }

    /** To which pools the constraints of a definition keep it. */
    static List<String> pools(JsonNode definition) {
        List<String> found = new ArrayList<>();
        for (JsonNode constraint : definition.path("constraints")) {
            if (constraint.path(0).asText().equals(AgentPool.ATTRIBUTE)) {
                found.add(
                        constraint.path(1).asText().toUpperCase(Locale.ROOT)
                                + " "
                                + constraint.path(2).asText());
            }
        }
        return found;
    }

    /** Whose an app in Marathon is, empty for nobody's. */
    static String owner(JsonNode app) {
        return app.path("labels").path(OWNER).asText("");
    }
}
