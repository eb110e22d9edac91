package io.mesocosm.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads {@code [1-10, 20-30]}, {@code {a, b}} and numbers, as flags and task files write them. */
final class ValueParser {
    private static final double MAX_SCALAR = Long.MAX_VALUE / 2000.0;

    private ValueParser() {}

    /** The value, or empty when the text is neither ranges nor a set nor a number. */
    static Optional<Value> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("[")) {
            return Optional.of(parseRanges(trimmed));
        }
        if (trimmed.startsWith("{")) {
            return Optional.of(parseItems(trimmed));
        }
        return parseNumber(trimmed);
    }

    private static Ranges parseRanges(String text) {
        List<Ranges.Range> ranges = new ArrayList<>();
        for (String part : inside(text, ']')) {
            int dash = part.indexOf('-');
            if (dash < 0) {
                throw new ResourcesSyntaxException(
                        "Expecting one or more \"ranges\" like [1-10, 20-30], got '"
                                + part
                                + "' in "
                                + text);
            }
            long begin = parseBound(part.substring(0, dash), text);
            long end = parseBound(part.substring(dash + 1), text);
            if (begin > end) {
                throw new ResourcesSyntaxException("Invalid range: begin > end in " + text);
            }
            ranges.add(new Ranges.Range(begin, end));
        }
        return Ranges.of(ranges);
    }

    private static long parseBound(String text, String whole) {
        try {
            long bound = Long.parseLong(text.strip());
            if (bound >= 0 && bound < Long.MAX_VALUE) {
                return bound;
            }
        } catch (NumberFormatException _) {
            // Reported below, with the same words as a number out of bounds.
        }
        throw new ResourcesSyntaxException(
                "Expecting non-negative integers, got '" + text.strip() + "' in " + whole);
    }

    private static Value.Items parseItems(String text) {
        return new Value.Items(inside(text, '}'));
    }

    private static List<String> inside(String text, char close) {
        if (text.charAt(text.length() - 1) != close) {
            throw new ResourcesSyntaxException("Missing '" + close + "' at the end of " + text);
        }
        return Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Optional<Value> parseNumber(String text) {
        try {
            double number = Double.parseDouble(text);
            // Java also reads 1f, 1d and hexadecimal floats.
            if (Double.isFinite(number)
                    && Math.abs(number) <= MAX_SCALAR
                    && Character.isDigit(text.charAt(text.length() - 1))) {
                return Optional.of(Value.Scalar.of(number));
            }
            return Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
