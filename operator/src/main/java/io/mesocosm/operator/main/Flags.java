package io.mesocosm.operator.main;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of the command line over those of the environment over the defaults. */
final class Flags {

    /** A flag: its name, its default (null for none) and what it does. */
    record Flag(String name, @Nullable String initial, String help) {}

    /** A flag that cannot be used; the text names it and says what to do. */
    static final class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1;

        Misuse(String message) {
            super(message, null, false, false);
        }
    }

    private final Map<String, Flag> known = new LinkedHashMap<>();
    private final Map<String, String> given = new LinkedHashMap<>();

    private final String command;

    Flags(List<Flag> flags) {
        this("operator", flags);
    }

    Flags(String command, List<Flag> flags) {
        this.command = command;
        flags.forEach(flag -> known.put(flag.name, flag));
    }

    /** Reads MESOCOSM_OPERATOR_FLAG. */
    Flags environment(Map<String, String> environment) {
        for (Flag flag : known.values()) {
            String value =
                    environment.get("MESOCOSM_OPERATOR_" + flag.name.toUpperCase(Locale.ROOT));
            if (value != null) {
                given.put(flag.name, value);
            }
        }
        return this;
    }

    /** Reads {@code --flag=value}, and {@code --flag} for true. */
    Flags arguments(List<String> arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw new Misuse(
                        "'%s' is no flag: flags are written --name=value".formatted(argument));
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            Flag flag = known.get(name);
            if (flag == null) {
                throw new Misuse(
                        "unknown flag '--%s': --help lists the flags there are".formatted(name));
            }
            if (equals < 0 && !isSwitch(flag)) {
                throw new Misuse("flag '--%s' needs a value: --%s=…".formatted(name, name));
            }
            given.put(name, equals < 0 ? "true" : argument.substring(equals + 1));
        }
        return this;
    }

    private static boolean isSwitch(Flag flag) {
        return "true".equals(flag.initial) || "false".equals(flag.initial);
    }

    /** The value, null for none. */
    @Nullable String text(String name) {
        Flag flag = known.get(name);
        String value = given.getOrDefault(name, flag == null ? null : flag.initial);
        return value == null || value.isEmpty() ? null : value;
    }

    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new Misuse("flag '--%s' needs a value: --%s=…".formatted(name, name));
        }
        return value;
    }

    int integer(String name) {
        long value = whole(name);
        if (value != (int) value) {
            throw new Misuse("flag '--%s' is too large: '%d'".formatted(name, value));
        }
        return (int) value;
    }

    long whole(String name) {
        String value = required(name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Misuse("flag '--%s' is a whole number, not '%s'".formatted(name, value));
        }
    }

    boolean isOn(String name) {
        String value = required(name);
        if (!value.equals("true") && !value.equals("false")) {
            throw new Misuse("flag '--%s' is true or false, not '%s'".formatted(name, value));
        }
        return value.equals("true");
    }

    String help() {
        StringBuilder out = new StringBuilder("Usage: " + command + " --flag=value...\n\n");
        for (Flag flag : known.values()) {
            out.append("  --").append(flag.name);
            out.append(isSwitch(flag) ? "" : "=VALUE").append("\n      ").append(flag.help);
            if (flag.initial != null) {
                out.append(" (default: ").append(flag.initial).append(')');
            }
            out.append('\n');
        }
        return out.append("\nEach flag may also be given as MESOCOSM_OPERATOR_<FLAG>.\n")
                .toString();
    }
}
