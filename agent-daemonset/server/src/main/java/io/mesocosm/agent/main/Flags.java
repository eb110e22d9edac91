package io.mesocosm.agent.main;

import io.mesocosm.protocol.duration.MesosDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flags as Mesos reads them: {@code --name=value}, {@code --name} and {@code --no-name} for
 * switches, else the variable {@code MESOS_NAME}, else the default; a value may be {@code
 * file:///path} (spec section 10).
 */
final class Flags {
    private static final String FILE = "file://";

    private final Map<String, String> values = new TreeMap<>();

    private Flags() {}

    /** Throws IllegalArgumentException that names what is wrong. */
    static Flags read(List<Flag> known, List<String> arguments, Map<String, String> environment) {
        Map<String, Flag> byName = new LinkedHashMap<>();
        Flags flags = new Flags();
        for (Flag flag : known) {
            byName.put(flag.name(), flag);
            flag.aliases().forEach(alias -> byName.put(alias, flag));
            if (flag.fallback() != null) {
                flags.values.put(flag.name(), flag.fallback());
            }
            String told = flag.variable() == null ? null : environment.get(flag.variable());
            if (told != null) {
                flags.values.put(flag.name(), told);
            }
        }
        byName.forEach(
                (name, flag) -> {
                    String value = environment.get("MESOS_" + name.toUpperCase(Locale.ROOT));
                    if (value != null) {
                        flags.set(flag, value);
                    }
                });
        for (String argument : arguments) {
            flags.take(argument, byName);
        }
        return flags;
    }

    private void take(String argument, Map<String, Flag> known) {
        if (!argument.startsWith("--")) {
            throw new IllegalArgumentException(
                    "'" + argument + "' is not a flag; flags begin with --");
        }
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        Flag flag = known.get(name);
        if (flag == null && equals < 0 && name.startsWith("no-")) {
            Flag negated = known.get(name.substring(3));
            if (negated != null && negated.isSwitch()) {
                set(negated, "false");
                return;
            }
        }
        if (flag == null) {
            throw new IllegalArgumentException("unknown flag --" + name + "; --help lists all");
        }
        if (equals < 0 && !flag.isSwitch()) {
            throw new IllegalArgumentException("--" + name + " needs a value: --" + name + "=…");
        }
        set(flag, equals < 0 ? "true" : argument.substring(equals + 1));
    }

    private void set(Flag flag, String given) {
        String value = load(flag, given);
        if (flag.kind() == Flag.Kind.UNSUPPORTED && !value.equals(flag.fallback())) {
            throw new IllegalArgumentException(
                    "--" + flag.name() + "=" + value + " is not supported: " + flag.help());
        }
        values.put(flag.name(), value);
    }

    private static String load(Flag flag, String value) {
        if (!value.startsWith(FILE)) {
            return value;
        }
        String path = value.substring(FILE.length());
        if (flag.kind() == Flag.Kind.FILE) {
            return path;
        }
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--" + flag.name() + ": cannot read " + value + ": " + e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    boolean isSet(String name) {
        return switch (text(name)) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "--" + name + " is true or false, not '" + text(name) + "'");
        };
    }

    int port(String name) {
        return number(name, 65_535);
    }

    int number(String name, int most) {
        try {
            int value = Integer.parseInt(text(name));
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--" + name + " is a number from 0 to " + most + ", not '" + text(name) + "'");
    }

    double fraction(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--" + name + " is a number, not '" + text(name) + "'", e);
        }
    }

    Duration duration(String name) {
        try {
            return MesosDuration.parse(text(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + name + ": " + e.getMessage(), e);
        }
    }

    /** The effective values by name, for whoever may see them: no passwords are among them. */
    Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.computeIfPresent(
                "http_credentials", (_, value) -> value.startsWith("{") ? "(not shown)" : value);
        return Map.copyOf(shown);
    }

    static String help(List<Flag> known) {
        StringBuilder text =
                new StringBuilder(
                        "Usage: agent --master=host:port[,host:port...] [--flag=value...]\n\n");
        for (Flag flag : known) {
            text.append("  --").append(flag.name());
            if (flag.fallback() != null && !flag.fallback().isEmpty()) {
                text.append(" (").append(flag.fallback()).append(')');
            }
            text.append("\n        ");
            switch (flag.kind()) {
                case EFFECTIVE, FILE -> text.append(flag.help());
                case IGNORED -> text.append("No effect: ").append(flag.help());
                case UNSUPPORTED -> text.append("Not supported: ").append(flag.help());
            }
            text.append('\n');
        }
        return text.append("\nEach flag may also be given as a variable MESOS_<FLAG>.\n")
                .toString();
    }
}
