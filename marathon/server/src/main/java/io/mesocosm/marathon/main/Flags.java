package io.mesocosm.marathon.main;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The flags of the command line over those of the environment over the defaults (spec §8). */
final class Flags {

    /** A flag: its name, its default (null for none) and what it does. */
    record Flag(String name, @Nullable String byDefault, String help) {
        boolean isSwitch() {
            return "true".equals(byDefault) || "false".equals(byDefault);
        }
    }

    /** What the command line says is wrong. */
    static final class Misuse extends RuntimeException {
        private static final long serialVersionUID = 1;

        Misuse(String message) {
            super(message);
        }
    }

    private static final List<String> PREFIXES =
            List.of("MESOSPHERE_", "MARATHON_", "MARATHON_CMD_");

    private final Map<String, Flag> known = new LinkedHashMap<>();
    private final Map<String, String> given = new LinkedHashMap<>();

    Flags(List<Flag> flags) {
        flags.forEach(f -> known.put(f.name, f));
    }

    /**
     * Reads MARATHON_FLAG and MARATHON_CMD_FLAG, and the MESOSPHERE_FLAG that credentials are given
     * by; names that are no flags belong to others.
     */
    Flags environment(Map<String, String> environment) {
        for (Flag flag : known.values()) {
            String upper = flag.name.toUpperCase(Locale.ROOT);
            for (String prefix : PREFIXES) {
                String value = environment.get(prefix + upper);
                if (value != null) {
                    given.put(flag.name, value);
                }
            }
        }
        return this;
    }

    /** Reads {@code --flag=value}, {@code --flag value}, {@code --switch}, {@code --no-switch}. */
    Flags arguments(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new Misuse("Unexpected argument '" + argument + "'; see --help");
            }
            String body = argument.substring(2);
            int equals = body.indexOf('=');
            String name = (equals < 0 ? body : body.substring(0, equals)).replace('-', '_');
            Flag flag = known.get(name);
            if (equals >= 0) {
                given.put(require(flag, argument).name, body.substring(equals + 1));
            } else if (flag == null && negated(name) != null) {
                given.put(name.substring(name.indexOf('_') + 1), "false");
            } else if (require(flag, argument).isSwitch()) {
                given.put(name, "true");
            } else if (i + 1 < arguments.size()) {
                given.put(name, arguments.get(++i));
            } else {
                throw new Misuse("Flag --" + name + " needs a value");
            }
        }
        return this;
    }

    private @Nullable Flag negated(String name) {
        for (String prefix : Set.of("no_", "disable_")) {
            if (name.startsWith(prefix)) {
                Flag flag = known.get(name.substring(prefix.length()));
                if (flag != null && flag.isSwitch()) {
                    return flag;
                }
            }
        }
        return null;
    }

    private static Flag require(@Nullable Flag flag, String argument) {
        if (flag == null) {
            throw new Misuse("Unknown flag '" + argument + "'; --help lists all flags");
        }
        return flag;
    }

    /** Whether the command line or the environment names the flag. */
    boolean isGiven(String name) {
        return given.containsKey(name);
    }

    @Nullable String text(String name) {
        String value = given.get(name);
        Flag flag = known.get(name);
        if (value == null && flag != null) {
            value = flag.byDefault;
        }
        return value == null || value.isEmpty() ? null : value;
    }

    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new Misuse("Missing required flag --" + name);
        }
        return value;
    }

    int integer(String name) {
        String value = required(name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new Misuse("Flag --" + name + " needs a whole number, not '" + value + "'");
        }
    }

    boolean isOn(String name) {
        String value = required(name);
        if (!value.equals("true") && !value.equals("false")) {
            throw new Misuse("Flag --" + name + " needs true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    /** All values for those who ask, secrets left out. */
    Map<String, Object> shown(Set<String> secret) {
        Map<String, Object> result = new TreeMap<>();
        for (Flag flag : known.values()) {
            String value = text(flag.name);
            if (value != null && !secret.contains(flag.name)) {
                result.put(flag.name, typed(flag, value));
            }
        }
        return result;
    }

    private static Object typed(Flag flag, String value) {
        if (flag.isSwitch()) {
            return value.equals("true");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    String help() {
        StringBuilder out = new StringBuilder("Usage: marathon --master=<address> [flags]\n\n");
        for (Flag flag : known.values()) {
            out.append("  --").append(flag.name);
            if (flag.byDefault != null && !flag.byDefault.isEmpty()) {
                out.append('=').append(flag.byDefault);
            }
            out.append("\n        ").append(flag.help).append('\n');
        }
        return out.append("\nEach flag may also be given as MARATHON_<FLAG> in the environment.\n")
                .toString();
    }
}
