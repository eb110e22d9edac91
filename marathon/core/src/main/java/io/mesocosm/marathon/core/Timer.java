package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;

/** Something to look at when its time comes; each checks whether it still matters. */
sealed interface Timer {

    record HealthProbe(InstanceId instance, TaskId task, int check) implements Timer {}

    record ReadinessProbe(InstanceId instance, TaskId task) implements Timer {}

    record DelayOver(PathId app) implements Timer {}

    record LaunchOverdue(InstanceId instance, TaskId task) implements Timer {}

    record Unreachable(InstanceId instance, TaskId task) implements Timer {}

    record Kills() implements Timer {}

    record Reconcile() implements Timer {}

    record ScaleCheck() implements Timer {}

    record Tokens() implements Timer {}

    record ReviveAllowed() implements Timer {}
}
