package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.app.Constraint.Operator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads constraints from their list form and refuses the malformed ones (spec §4.1). */
public final class ConstraintRules {

    private static final Pattern IS_VALUE = Pattern.compile("[a-zA-Z0-9_/.-]*");

    private ConstraintRules() {}

    /** The constraint, or empty after a violation was added. */
    public static Optional<Constraint> parse(List<String> raw, Violations violations) {
        if (raw.size() < 2 || raw.size() > 3) {
            violations.add("/", "Each constraint must have either 2 or 3 fields");
            return Optional.empty();
        }
        Optional<Operator> operator = operator(raw.get(1));
        if (operator.isEmpty()) {
            violations.add(
                    "/",
                    "Constraint operator must be one of the following UNIQUE, CLUSTER, GROUP_BY,"
                            + " LIKE, MAX_PER, UNLIKE or IS");
            return Optional.empty();
        }
        String value = raw.size() == 3 ? raw.get(2) : null;
        Optional<String> problem = problem(operator.get(), value);
        if (raw.getFirst().isEmpty()) {
            violations.add("/", "Missing field");
            return Optional.empty();
        }
        if (problem.isPresent()) {
            violations.add("/", problem.get());
            return Optional.empty();
        }
        return Optional.of(new Constraint(raw.getFirst(), operator.get(), value));
    }

    private static Optional<Operator> operator(String raw) {
        String upper = raw.toUpperCase(Locale.ROOT);
        for (Operator operator : Operator.values()) {
            if (operator.name().equals(upper)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(Operator operator, @Nullable String value) {
        return Optional.ofNullable(
                switch (operator) {
                    case UNIQUE -> value == null ? null : "Value specified but not used";
                    case CLUSTER -> null;
                    case GROUP_BY ->
                            value == null || isInteger(value)
                                    ? null
                                    : "Value was specified but is not a number";
                    case MAX_PER -> {
                        if (value == null) {
                            yield "Value was not specified";
                        }
                        yield isInteger(value) ? null : "Value was specified but is not a number";
                    }
                    case LIKE, UNLIKE -> regexProblem(value);
                    case IS -> {
                        if (value == null) {
                            yield "Value was not specified";
                        }
                        yield IS_VALUE.matcher(value).matches()
                                ? null
                                : "IS only supports Text and Scalar values";
                    }
                });
    }

    private static @Nullable String regexProblem(@Nullable String value) {
        if (value == null) {
            return "A regular expression value must be provided";
        }
        try {
            Pattern.compile(value);
            return null;
        } catch (PatternSyntaxException e) {
            return "'" + value + "' is not a valid regular expression";
        }
    }

    private static boolean isInteger(String value) {
        try {
            Integer.parseInt(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
