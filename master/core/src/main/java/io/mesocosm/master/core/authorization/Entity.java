package io.mesocosm.master.core.authorization;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom or what a rule is about. */
public sealed interface Entity {

    /** Everybody, or everything; also one who has proved nothing. */
    record Any() implements Entity {}

    /** Nobody, or nothing. */
    record None() implements Entity {}

    /** These by their names. */
    record Some(Set<String> values) implements Entity {
        public Some {
            values = Set.copyOf(values);
        }
    }

    /**
     * Whether a rule about this is the one to go by: a rule for nobody is, for everybody.
     *
     * @param value null for any at all
     */
    default boolean matches(@Nullable String value) {
        return switch (this) {
            case Any _, None _ -> true;
            case Some(Set<String> values) -> value != null && values.contains(value);
        };
    }

    /** Whether a rule about this that is gone by allows it. */
    default boolean allows(@Nullable String value) {
        return switch (this) {
            case Any _ -> true;
            case None _ -> false;
            case Some(Set<String> values) -> value != null && values.contains(value);
        };
    }
}
