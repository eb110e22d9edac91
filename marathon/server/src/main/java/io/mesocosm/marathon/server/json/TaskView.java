package io.mesocosm.marathon.server.json;

import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.health.Health;
import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.instance.Instance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An instance with what readers are shown beside it. */
public record TaskView(
        Instance instance,
        @Nullable App definition,
        List<Health> health,
        HealthBook.Verdict verdict,
        Optional<HealthBook.Readiness> readiness) {

    public static TaskView of(View view, Instance instance) {
        return new TaskView(
                instance,
                view.definitionOf(instance),
                view.health(instance.id()),
                view.verdict(instance),
                view.readiness(instance.id()));
    }
}
