package io.mesocosm.marathon.core.event;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.deployment.Step;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something subscribers of the event stream are told (spec §7). */
public sealed interface Event {

    /** A client created or changed an app. */
    record ApiPost(String clientIp, String uri, App app) implements Event {}

    /** A task changed its state. */
    record StatusUpdate(PathId app, Task task, String message, Instant version) implements Event {}

    /** An instance changed its condition. */
    record InstanceChanged(
            InstanceId instance,
            PathId app,
            Instant version,
            Condition condition,
            @Nullable String host,
            @Nullable String agentId)
            implements Event {}

    /** An instance became healthy or unhealthy as a whole. */
    record InstanceHealthChanged(
            InstanceId instance, PathId app, Instant version, @Nullable Boolean healthy)
            implements Event {}

    /** A task ended that belongs to no known instance. */
    record UnknownInstanceTerminated(InstanceId instance, PathId app, Condition condition)
            implements Event {}

    /** The last task of a removed app is gone. */
    record AppTerminated(PathId app) implements Event {}

    /** An executor has sent text. */
    record FrameworkMessage(String executorId, String agentId, String message) implements Event {}

    /** The master accepted Marathon, for the first time or again. */
    record SchedulerRegistered(String frameworkId, String master, boolean again) implements Event {}

    /** The connection to the master was lost. */
    record SchedulerDisconnected() implements Event {}

    /** An app has a health check it did not have. */
    record HealthCheckAdded(PathId app, Instant version, HealthCheck check) implements Event {}

    /** An app lost its health checks. */
    record HealthCheckRemoved(PathId app) implements Event {}

    /** One probe of one instance failed. */
    record HealthCheckFailed(PathId app, InstanceId instance, HealthCheck check) implements Event {}

    /** One check of one instance changed its mind. */
    record HealthStatusChanged(
            PathId app, InstanceId instance, TaskId task, Instant version, boolean alive)
            implements Event {}

    /** An instance is killed because its health check failed too often. */
    record UnhealthyKill(
            PathId app,
            InstanceId instance,
            TaskId task,
            Instant version,
            String reason,
            String host,
            String agentId)
            implements Event {}

    /** A change was accepted; {@code group} is the one that holds what changes. */
    record GroupChanged(PathId group, Instant version) implements Event {}

    /** A change was refused; {@code group} is the one that holds what was to change. */
    record GroupChangeFailed(PathId group, Instant version, String reason) implements Event {}

    /** A deployment begins a step. */
    record DeploymentInfo(Plan plan, Step step) implements Event {}

    /** A deployment has finished a step. */
    record DeploymentStepSuccess(Plan plan, Step step) implements Event {}

    /** A deployment has finished. */
    record DeploymentSucceeded(Plan plan) implements Event {}

    /** A deployment was given up. */
    record DeploymentFailed(Plan plan, String reason) implements Event {}
}
