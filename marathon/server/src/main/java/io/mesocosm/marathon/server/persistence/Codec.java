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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Apps and JSON as bytes on disk. */
final class Codec {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONG = 64 * 1024;

    private Codec() {}

    /** The text, gzipped when it is long: plans of many apps say the same again and again. */
    static byte[] bytes(JsonNode node) {
        try {
            byte[] text = JSON.writeValueAsBytes(node);
            return text.length < LONG ? text : gzipped(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    private static byte[] gzipped(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ObjectNode object(byte[] bytes) {
        try (InputStream in = text(bytes)) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("not a JSON object: " + e.getMessage(), e);
        }
    }

    private static InputStream text(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        boolean plain = bytes.length > 0 && bytes[0] == '{';
        return plain ? in : new GZIPInputStream(in);
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
