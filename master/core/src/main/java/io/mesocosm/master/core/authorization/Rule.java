package io.mesocosm.master.core.authorization;

import static java.util.Objects.requireNonNull;

/** One entry of a section: these principals, and none but these where it matches, to those. */
public record Rule(Entity principals, Entity objects) {
    public Rule {
        requireNonNull(principals, "principals");
        requireNonNull(objects, "objects");
    }
}
