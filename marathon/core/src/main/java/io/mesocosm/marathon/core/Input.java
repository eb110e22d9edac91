package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.health.HealthResult;
import io.mesocosm.marathon.core.instance.CheckResult;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to the core. */
public sealed interface Input {

    /** A client asks; the answer carries the same number. */
    record Request(long number, Command command, Claim claim) implements Input {}

    /** The master has accepted the framework under this id. */
    record Subscribed(String frameworkId, String master) implements Input {}

    /** The event stream from the master has ended. */
    record Disconnected() implements Input {}

    /** The master offers what agents have to give. */
    record Offers(List<Offer> offers) implements Input {}

    /** A task changed its state, or was asked for it. */
    record Update(Status status) implements Input {}

    /** An executor has sent text. */
    record Message(String executorId, String agentId, String text) implements Input {}

    /** A probe of a health check has ended. */
    record Probed(HealthResult result) implements Input {}

    /** A probe of a readiness check has ended. */
    record ReadinessProbed(InstanceId instance, TaskId task, HealthBook.Readiness result)
            implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}

    /**
     * What Mesos says of a task.
     *
     * @param uuid what to acknowledge it by; absent in answers to reconciliation
     * @param agentMayReturn whether the reason is one after which the agent can come back
     */
    record Status(
            String taskId,
            TaskState state,
            @Nullable String agentId,
            @Nullable String uuid,
            String message,
            boolean agentMayReturn,
            @Nullable Boolean healthy,
            List<Task.IpAddress> addresses,
            @Nullable CheckResult check) {}
}
