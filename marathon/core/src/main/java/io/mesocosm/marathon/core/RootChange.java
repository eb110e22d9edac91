package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.GroupChange;
import java.time.Instant;
import java.util.List;

/** One step in the history of the root group; undone backwards it yields an older version. */
public record RootChange(
        Instant version, Instant before, List<AppChange> apps, List<GroupChange> groups) {}
