package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.path.PathId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a plan does to one group itself, its apps aside. */
public record GroupChange(PathId id, @Nullable State before, @Nullable State after) {

    /** The properties of a group that are its own. */
    public record State(List<PathId> dependencies, boolean enforceRole) {}
}
