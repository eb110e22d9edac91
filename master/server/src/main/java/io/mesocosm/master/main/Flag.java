package io.mesocosm.master.main;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flag of the master (spec §10).
 *
 * @param name as Mesos has it
 * @param aliases older names that still work
 * @param initial the default as text, null for none
 * @param kind what the flag's value is for
 * @param help one sentence
 */
record Flag(String name, List<String> aliases, @Nullable String initial, Kind kind, String help) {
    /** What becomes of a flag. */
    enum Kind {
        /** A value that has effect. */
        VALUE,
        /** A file that is looked at while the master runs; {@code file://} may stand before it. */
        FILE,
        /** {@code --name} or {@code --no-name}; has effect. */
        SWITCH,
        /** Taken and shown, without effect here: nothing depends on it. */
        IGNORED,
        /** Not to be had here: any value but the default is refused. */
        UNSUPPORTED
    }

    Flag {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(help, "help");
        aliases = List.copyOf(aliases);
    }

    static Flag value(String name, @Nullable String initial, String help) {
        return new Flag(name, List.of(), initial, Kind.VALUE, help);
    }

    static Flag file(String name, String help) {
        return new Flag(name, List.of(), null, Kind.FILE, help);
    }

    static Flag choice(String name, boolean initial, String help) {
        return new Flag(name, List.of(), Boolean.toString(initial), Kind.SWITCH, help);
    }

    static Flag ignored(String name, @Nullable String initial, String why) {
        return new Flag(name, List.of(), initial, Kind.IGNORED, why);
    }

    static Flag unsupported(String name, @Nullable String initial, String why) {
        return new Flag(name, List.of(), initial, Kind.UNSUPPORTED, why);
    }

    Flag alias(String alias) {
        return new Flag(name, List.of(alias), initial, kind, help);
    }

    boolean isBoolean() {
        return kind == Kind.SWITCH || "true".equals(initial) || "false".equals(initial);
    }
}
