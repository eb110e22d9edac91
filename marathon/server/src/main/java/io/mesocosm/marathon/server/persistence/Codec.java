package io.mesocosm.marathon.server.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violations;
import io.mesocosm.marathon.server.json.AppReader;
import io.mesocosm.marathon.server.json.AppWriter;
import io.mesocosm.marathon.server.json.JsonErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;

/** Apps and JSON as bytes on disk. */
final class Codec {

    static final ObjectMapper JSON = new ObjectMapper();

    private Codec() {}

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    static ObjectNode object(byte[] bytes) {
        try {
            return (ObjectNode) JSON.readTree(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("not a JSON object: " + e.getMessage(), e);
        }
    }

    static ObjectNode app(App app) {
        return AppWriter.write(app);
    }

    static App app(JsonNode node) {
        JsonErrors errors = new JsonErrors();
        AppDraft draft = AppReader.read(node, "", errors);
        JsonNode info = node.path("versionInfo");
        VersionInfo versions =
                new VersionInfo(
                        Instant.parse(node.path("version").asText()),
                        Instant.parse(info.path("lastScalingAt").asText()),
                        Instant.parse(info.path("lastConfigChangeAt").asText()));
        Violations violations = new Violations();
        PathId id = PathId.of(Objects.requireNonNull(draft.id, "id"));
        String role = Objects.requireNonNull(draft.role, "role");
        App app = AppBuilder.build(draft, id, role, versions, violations);
        if (!errors.isEmpty() || !violations.isEmpty()) {
            throw new IllegalStateException(
                    "not a stored app: " + errors.byPath() + violations.list());
        }
        return app;
    }
}
