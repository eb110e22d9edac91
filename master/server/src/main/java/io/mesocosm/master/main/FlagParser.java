package io.mesocosm.master.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads flags as Mesos does: the command line first, then {@code MESOS_<FLAG>}, then defaults. */
final class FlagParser {
    private static final String FILE = "file://";

    private final Map<String, Flag> byName = new HashMap<>();
    private final List<Flag> flags;

    FlagParser(List<Flag> flags) {
        this.flags = flags;
        for (Flag flag : flags) {
            byName.put(flag.name(), flag);
            flag.aliases().forEach(alias -> byName.put(alias, flag));
        }
    }

    /** The flags in effect, by name; a flag without value or default is left out. */
    Map<String, String> parse(List<String> arguments, Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>();
        for (Flag flag : flags) {
            if (flag.initial() != null) {
                values.put(flag.name(), flag.initial());
            }
        }
        for (Map.Entry<String, Flag> named : byName.entrySet()) {
            String value = environment.get("MESOS_" + named.getKey().toUpperCase(Locale.ROOT));
            if (value != null) {
                set(values, named.getValue(), value);
            }
        }
        arguments.forEach(argument -> read(values, argument));
        return values;
    }

    private void read(Map<String, String> values, String argument) {
        if (!argument.startsWith("--")) {
            throw new FlagException(
                    "'" + argument + "' is no flag: flags are written --name=value");
        }
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Flag flag = byName.get(name);
        if (flag == null && equals < 0 && name.startsWith("no-")) {
            Flag negated = byName.get(name.substring(3));
            if (negated != null && negated.isBoolean()) {
                set(values, negated, "false");
                return;
            }
        }
        if (flag == null) {
            throw new FlagException(
                    "unknown flag '--" + name + "': --help lists the flags there are");
        }
        if (equals < 0 && !flag.isBoolean()) {
            throw new FlagException("flag '--" + name + "' needs a value: --" + name + "=…");
        }
        set(values, flag, equals < 0 ? "true" : argument.substring(equals + 1));
    }

    private static void set(Map<String, String> values, Flag flag, String given) {
        String value = given;
        if (given.startsWith(FILE)) {
            value =
                    flag.kind() == Flag.Kind.FILE
                            ? given.substring(FILE.length())
                            : contents(flag, given);
        }
        if (flag.isBoolean() && !value.equals("true") && !value.equals("false")) {
            value =
                    switch (value) {
                        case "1" -> "true";
                        case "0" -> "false";
                        default ->
                                throw new FlagException(
                                        "flag '--%s' is true or false, not '%s'"
                                                .formatted(flag.name(), value));
                    };
        }
        if (flag.kind() == Flag.Kind.UNSUPPORTED && !value.equals(flag.initial())) {
            throw new FlagException(
                    "flag '--%s=%s' is not supported: %s"
                            .formatted(flag.name(), value, flag.help()));
        }
        values.put(flag.name(), value);
    }

    private static String contents(Flag flag, String url) {
        try {
            return Files.readString(Path.of(url.substring(FILE.length()))).strip();
        } catch (IOException e) {
            throw new FlagException("flag '--" + flag.name() + "' cannot be read: " + e);
        }
    }

    /** The text of {@code --help}. */
    String help() {
        StringBuilder text =
                new StringBuilder(
                        """
                        Usage: master --flag=value...
                        Each flag may also be given as MESOS_<FLAG> in the environment; file:///path reads a value.

                        """);
        for (Flag flag : flags) {
            String initial = flag.initial() == null ? "" : " (default: " + flag.initial() + ")";
            String help =
                    switch (flag.kind()) {
                        case VALUE, FILE, SWITCH -> flag.help();
                        case IGNORED -> "No effect: " + flag.help() + ".";
                        case UNSUPPORTED -> "Not supported: " + flag.help() + ".";
                    };
            text.append("  --").append(flag.name()).append(flag.isBoolean() ? "" : "=VALUE");
            text.append("\n      ").append(help).append(initial).append('\n');
        }
        return text.toString();
    }
}
