package io.mesocosm.agent.main;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flag of the agent (spec section 10).
 *
 * @param aliases older names that still work
 * @param fallback the default as text, null for none
 * @param help one sentence
 * @param variable of others' making that says it too, where the flag and its own variable do not
 */
record Flag(
        String name,
        List<String> aliases,
        @Nullable String fallback,
        Kind kind,
        String help,
        @Nullable String variable) {
    /** What becomes of a flag. */
    enum Kind {
        /** It has effect. */
        EFFECTIVE,
        /**
         * As that, of a file that is looked at while the agent runs: {@code file://} is cut off.
         */
        FILE,
        /** Taken and shown, without effect here: nothing depends on it. */
        IGNORED,
        /** Not to be had here: any value but the default is refused. */
        UNSUPPORTED
    }

    Flag {
        aliases = List.copyOf(aliases);
    }

    static Flag value(String name, @Nullable String fallback, String help) {
        return new Flag(name, List.of(), fallback, Kind.EFFECTIVE, help, null);
    }

    static Flag file(String name, String help) {
        return new Flag(name, List.of(), null, Kind.FILE, help, null);
    }

    static Flag ignored(String name, @Nullable String fallback, String why) {
        return new Flag(name, List.of(), fallback, Kind.IGNORED, why, null);
    }

    static Flag unsupported(String name, @Nullable String fallback, String why) {
        return new Flag(name, List.of(), fallback, Kind.UNSUPPORTED, why, null);
    }

    Flag alias(String alias) {
        return new Flag(name, List.of(alias), fallback, kind, help, variable);
    }

    Flag orVariable(String other) {
        return new Flag(name, aliases, fallback, kind, help, other);
    }

    boolean isSwitch() {
        return "true".equals(fallback) || "false".equals(fallback);
    }
}
