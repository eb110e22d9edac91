package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import org.jspecify.annotations.Nullable;

/** What a plan does to one app: null before means new, null after means removed. */
public record AppChange(PathId id, @Nullable App before, @Nullable App after) {}
