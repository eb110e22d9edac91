package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read with the types they must have; what has another type is noted
 * as an error and reads as absent. A JSON null is absent too.
 */
final class Fields {

    private final JsonNode node;
    private final String path;
    private final JsonErrors errors;

    private Fields(JsonNode node, String path, JsonErrors errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    /** The fields of the node, which must be an object; of an empty one otherwise. */
    static Fields of(JsonNode node, String path, JsonErrors errors) {
        if (!node.isObject()) {
            errors.add(path.isEmpty() ? "/" : path, "error.expected.jsobject");
        }
        return new Fields(node, path, errors);
    }

    String path(String name) {
        return path + "/" + name;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    @Nullable JsonNode raw(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    void error(String name, String error) {
        errors.add(path(name), error);
    }

    @Nullable String text(String name) {
        JsonNode value = raw(name);
        if (value != null && !value.isTextual()) {
            error(name, "error.expected.jsstring");
            return null;
        }
        return value == null ? null : value.textValue();
    }

    String requiredText(String name) {
        if (!has(name)) {
            error(name, "error.path.missing");
        }
        String value = text(name);
        return value == null ? "" : value;
    }

    @Nullable Double number(String name) {
        JsonNode value = raw(name);
        if (value != null && !value.isNumber()) {
            error(name, "error.expected.jsnumber");
            return null;
        }
        return value == null ? null : value.doubleValue();
    }

    double number(String name, double byDefault) {
        Double value = number(name);
        return value == null ? byDefault : value;
    }

    @Nullable Integer integer(String name) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            error(name, "error.expected.jsnumber");
            return null;
        }
        if (value.doubleValue() != Math.rint(value.doubleValue())
                || Math.abs(value.doubleValue()) > Integer.MAX_VALUE) {
            error(name, "error.expected.int");
            return null;
        }
        return value.intValue();
    }

    int integer(String name, int byDefault) {
        Integer value = integer(name);
        return value == null ? byDefault : value;
    }

    @Nullable Boolean bool(String name) {
        JsonNode value = raw(name);
        if (value != null && !value.isBoolean()) {
            error(name, "error.expected.jsboolean");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    boolean bool(String name, boolean byDefault) {
        Boolean value = bool(name);
        return value == null ? byDefault : value;
    }

    @Nullable Instant timestamp(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            error(name, "error.expected.date");
            return null;
        }
    }

    /** A value out of a closed set. */
    <T> @Nullable T choice(String name, Function<String, Optional<T>> parse) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Optional<T> value = parse.apply(text);
        if (value.isEmpty()) {
            error(name, "error.unknown.enum.literal");
            return null;
        }
        return value.get();
    }

    /** A constant of an enum, by its name. */
    <T extends Enum<T>> @Nullable T choice(String name, Class<T> type) {
        return choice(
                name,
                text -> {
                    for (T constant : type.getEnumConstants()) {
                        if (constant.name().equals(text)) {
                            return Optional.of(constant);
                        }
                    }
                    return Optional.empty();
                });
    }

    @Nullable Fields object(String name) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            error(name, "error.expected.jsobject");
            return null;
        }
        return new Fields(value, path(name), errors);
    }

    /** The elements of a list, each read by the function; null when the list is absent. */
    <T> @Nullable List<T> list(String name, Function<Element, @Nullable T> read) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            error(name, "error.expected.jsarray");
            return null;
        }
        List<T> result = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            T element = read.apply(new Element(value.get(i), path(name) + "(" + i + ")", errors));
            if (element != null) {
                result.add(element);
            }
        }
        return result;
    }

    /** The elements of a list of objects. */
    <T> @Nullable List<T> objects(String name, Function<Fields, @Nullable T> read) {
        return list(
                name,
                element -> {
                    Fields fields = element.fields();
                    return fields == null ? null : read.apply(fields);
                });
    }

    @Nullable List<String> texts(String name) {
        return list(name, Element::text);
    }

    /** An object whose values are all texts. */
    @Nullable Map<String, String> textMap(String name) {
        Fields object = object(name);
        if (object == null) {
            return null;
        }
        Map<String, String> result = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.node.properties()) {
            String value = object.text(entry.getKey());
            if (value != null) {
                result.put(entry.getKey(), value);
            }
        }
        return result;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The text form of a version. */
    static String text(Instant version) {
        return TaskEnvironment.text(version);
    }

    /** One element of a list. */
    record Element(JsonNode node, String path, JsonErrors errors) {

        @Nullable String text() {
            if (!node.isTextual()) {
                errors.add(path, "error.expected.jsstring");
                return null;
            }
            return node.textValue();
        }

        @Nullable Integer integer() {
            if (!node.isIntegralNumber()) {
                errors.add(path, "error.expected.jsnumber");
                return null;
            }
            return node.intValue();
        }

        @Nullable Fields fields() {
            if (!node.isObject()) {
                errors.add(path, "error.expected.jsobject");
                return null;
            }
            return new Fields(node, path, errors);
        }

        @Nullable List<String> texts() {
            if (!node.isArray()) {
                errors.add(path, "error.expected.jsarray");
                return null;
            }
            List<String> result = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                String text = new Element(node.get(i), path + "(" + i + ")", errors).text();
                if (text != null) {
                    result.add(text);
                }
            }
            return result;
        }
    }
}
