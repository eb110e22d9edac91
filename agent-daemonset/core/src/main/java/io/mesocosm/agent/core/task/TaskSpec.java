package io.mesocosm.agent.core.task;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.HealthSpec;
import io.mesocosm.agent.core.container.Allotment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the agent decides on of a task; {@code info} is the TaskInfo as it came. */
public record TaskSpec(
        TaskKey key,
        Allotment resources,
        @Nullable Duration killGrace,
        @Nullable HealthSpec health,
        @Nullable CheckSpec check,
        @Nullable Duration maxCompletionTime,
        boolean sharesCgroups,
        Payload info) {
    public TaskSpec {
        requireNonNull(key, "key");
        requireNonNull(resources, "resources");
        requireNonNull(info, "info");
    }
}
