package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps from one tree of groups to the next, and what they change (spec §3). */
public record Plan(
        String id,
        Instant version,
        List<Step> steps,
        List<AppChange> apps,
        List<GroupChange> groups) {

    /** The apps that some step touches: those that other changes must wait for. */
    public Set<PathId> affectedApps() {
        Set<PathId> result = new LinkedHashSet<>();
        steps.forEach(s -> s.actions().forEach(a -> result.add(a.app())));
        return result;
    }

    /** The definition the plan leads this app to, or null. */
    public @Nullable App target(PathId app) {
        for (AppChange change : apps) {
            if (change.id().equals(app)) {
                return change.after();
            }
        }
        return null;
    }
}
