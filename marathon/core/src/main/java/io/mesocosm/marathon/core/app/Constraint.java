package io.mesocosm.marathon.core.app;

import org.jspecify.annotations.Nullable;

/** A rule on where instances may run: field, operator, value (spec §4.1). */
public record Constraint(String field, Operator operator, @Nullable String value) {

    /** The comparison a constraint makes. */
    public enum Operator {
        UNIQUE,
        CLUSTER,
        GROUP_BY,
        LIKE,
        UNLIKE,
        MAX_PER,
        IS
    }
}
