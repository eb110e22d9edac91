package io.mesocosm.marathon.core.health;

import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.TaskId;
import org.jspecify.annotations.Nullable;

/** What one probe of one check found; {@code cause} tells why it failed. */
public record HealthResult(
        InstanceId instance, TaskId task, int check, boolean healthy, @Nullable String cause) {}
