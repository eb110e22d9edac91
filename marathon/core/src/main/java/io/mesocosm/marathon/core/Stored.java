package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store held when Marathon started. */
public record Stored(
        @Nullable String frameworkId,
        List<App> apps,
        List<App> versions,
        List<Write.PutGroup> groups,
        List<Instance> instances,
        List<Plan> deployments,
        List<RootChange> history,
        List<TaskFailure> failures) {

    public static final Stored NOTHING =
            new Stored(
                    null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of());
}
