package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something the edge is to do, once the writes of the same step are on disk. */
public sealed interface Effect {

    /** A call to the master. */
    sealed interface ToMesos extends Effect {}

    /** Answer a request. */
    record Reply(long number, Outcome outcome) implements Effect {}

    /** Tell the subscribers of the event stream. */
    record Publish(Event event) implements Effect {}

    /** Launch tasks on an offer. */
    record Accept(String offerId, List<TaskSpec> tasks, Duration refuse) implements ToMesos {}

    /** Give offers back. */
    record Decline(List<String> offerIds, Duration refuse) implements ToMesos {}

    /** Ask the master for offers again. */
    record Revive(List<String> roles) implements ToMesos {}

    /** Ask the master for no more offers. */
    record Suppress(List<String> roles) implements ToMesos {}

    /** Ask for a task to be killed. */
    record Kill(String taskId, @Nullable String agentId, @Nullable Duration grace)
            implements ToMesos {}

    /** Confirm a status update, now that it is stored. */
    record Acknowledge(String taskId, String agentId, String uuid) implements ToMesos {}

    /** Ask for the state of these tasks, or of all when there are none. */
    record Reconcile(List<Known> tasks) implements ToMesos {

        /** A task Marathon believes in. */
        public record Known(String taskId, String agentId) {}
    }

    /** Probe a health check of an instance. */
    record Probe(
            InstanceId instance, TaskId task, int index, HealthCheck check, String host, int port)
            implements Effect {}

    /** Probe the readiness check of an instance. */
    record ProbeReadiness(
            InstanceId instance, TaskId task, ReadinessCheck check, String host, int port)
            implements Effect {}

    /** The roles Marathon subscribes with have become these. */
    record UpdateRoles(List<String> roles) implements ToMesos {}
}
