package io.mesocosm.e2e.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** JSON for tests: strict reading of what a server sent, relaxed reading of what a test wrote. */
public final class Json {
    private static final JsonMapper STRICT = JsonMapper.builder().build();
    private static final JsonMapper RELAXED =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .build();

    private Json() {}

    /** Reads an object written in a test: single quotes and bare field names are fine. */
    @SuppressWarnings("AnnotateFormatMethod") // most texts are no formats
    public static ObjectNode of(String text, Object... values) {
        try {
            return (ObjectNode)
                    RELAXED.readTree(values.length == 0 ? text : text.formatted(values));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an object: " + text, e);
        }
    }

    /** Reads what a server sent. */
    public static JsonNode read(byte[] bytes) {
        try {
            return STRICT.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "not JSON: " + new String(bytes, StandardCharsets.UTF_8), new IOException(e));
        }
    }

    /** An array of the given nodes. */
    public static ArrayNode array(Iterable<? extends JsonNode> nodes) {
        ArrayNode array = STRICT.createArrayNode();
        nodes.forEach(array::add);
        return array;
    }

    /** The elements of an array, none when it is missing. */
    public static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Finds the element whose field has this text, a missing node if there is none. */
    public static JsonNode find(JsonNode array, String field, String text) {
        return elements(array)
                .filter(element -> element.path(field).asText().equals(text))
                .findFirst()
                .orElseGet(STRICT::missingNode);
    }
}
