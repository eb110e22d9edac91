package io.mesocosm.resources;

import java.util.List;
import java.util.Optional;

/** Reads the text form of {@code --resources}: {@code cpus:1;mem:128;ports(role):[1-2]}. */
final class ResourcesParser {
    private ResourcesParser() {}

    static Resources parse(String text, String defaultRole) {
        ResourcesBuilder result = new ResourcesBuilder(4);
        for (String token : text.split(";", -1)) {
            if (!token.isBlank()) {
                result.add(parseOne(token.strip(), defaultRole));
            }
        }
        return result.build();
    }

    private static Resource parseOne(String token, String defaultRole) {
        int colon = token.indexOf(':');
        if (colon < 0 || token.indexOf(':', colon + 1) >= 0) {
            throw new ResourcesSyntaxException(
                    "Bad value for resources, missing or extra ':' in '" + token + "'");
        }
        String head = token.substring(0, colon).strip();
        String role = defaultRole;
        int open = head.indexOf('(');
        int close = head.indexOf(')');
        if (open >= 0 || close >= 0) {
            if (open < 0 || close != head.length() - 1) {
                throw new ResourcesSyntaxException(
                        "Bad value for resources, mismatched parentheses in '" + token + "'");
            }
            role = head.substring(open + 1, close).strip();
            head = head.substring(0, open).strip();
        }
        if (head.isEmpty()) {
            throw new ResourcesSyntaxException("Empty resource name in '" + token + "'");
        }
        return new Resource(head, parseValue(head, token, colon), traits(role, token));
    }

    private static Value parseValue(String name, String token, int colon) {
        String text = token.substring(colon + 1).strip();
        Value value;
        try {
            value = ValueParser.parse(text).orElse(null);
        } catch (ResourcesSyntaxException e) {
            throw new ResourcesSyntaxException(
                    "Failed to parse resource '" + name + "': " + e.getMessage(), e);
        }
        if (value == null) {
            throw new ResourcesSyntaxException(
                    "Bad type for resource '"
                            + name
                            + "' value '"
                            + text
                            + "': expected a number, [begin-end, …] or {item, …}");
        }
        if (value instanceof Value.Scalar scalar && scalar.milli() < 0) {
            throw new ResourcesSyntaxException(
                    "Invalid scalar resource: value < 0 in '" + token + "'");
        }
        return value;
    }

    private static Traits traits(String role, String token) {
        if (role.equals(Roles.DEFAULT)) {
            return Traits.PLAIN;
        }
        Optional<String> error = Roles.validate(role);
        if (error.isPresent()) {
            throw new ResourcesSyntaxException(error.get() + " in '" + token + "'");
        }
        return Traits.PLAIN.withReservations(List.of(Reservation.ofStatic(role)));
    }
}
