package io.mesocosm.resources;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attribute of an agent: a name with a scalar, ranges, set or text (flag {@code --attributes}).
 */
public record Attribute(String name, AttributeValue value) {

    /** What an attribute may hold: any resource value, or text. */
    public sealed interface AttributeValue {

        /** A resource value. */
        record Of(Value value) implements AttributeValue {
            @Override
            public String toString() {
                return value.toString();
            }
        }

        /** Free text. */
        record Text(String text) implements AttributeValue {
            @Override
            public String toString() {
                return text;
            }
        }
    }

    public Attribute {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
    }

    public static Attribute text(String name, String text) {
        return new Attribute(name, new AttributeValue.Text(text));
    }

    public static Attribute of(String name, Value value) {
        return new Attribute(name, new AttributeValue.Of(value));
    }

    /** The text, or empty when the attribute is of another type. */
    public Optional<String> asText() {
        return value instanceof AttributeValue.Text(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    /**
     * Reads {@code rack:abc;level:10;keys:[1000-1500]}.
     *
     * @throws ResourcesSyntaxException naming the attribute that cannot be read
     */
    public static List<Attribute> parseAll(String text) {
        List<Attribute> result = new ArrayList<>();
        for (String token : text.split("[;\n]", -1)) {
            if (!token.isBlank()) {
                result.add(parse(token.strip()));
            }
        }
        return List.copyOf(result);
    }

    private static Attribute parse(String token) {
        int colon = token.indexOf(':');
        if (colon <= 0 || colon == token.length() - 1) {
            throw new ResourcesSyntaxException("Invalid attribute key:value pair '" + token + "'");
        }
        String name = token.substring(0, colon).strip();
        String text = token.substring(colon + 1).strip();
        return ValueParser.parse(text).map(v -> of(name, v)).orElseGet(() -> text(name, text));
    }

    @Override
    public String toString() {
        return name + ":" + value;
    }
}
