package io.mesocosm.agent.core.executor;

import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.container.ContainerId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event of the executor API (spec section 2), on its way to a subscribed executor. */
public sealed interface ExecutorEvent {
    /** The first event on a stream. */
    record Subscribed(Payload executorInfo, Payload frameworkInfo, ContainerId container)
            implements ExecutorEvent {}

    /** A task to run. */
    record Launch(Payload task) implements ExecutorEvent {}

    /** Tasks to run all or none. */
    record LaunchGroup(List<Payload> tasks) implements ExecutorEvent {}

    /** A task to kill; the grace, where given, overrides the task's own. */
    record Kill(String taskId, @Nullable Duration grace) implements ExecutorEvent {}

    /** The framework has seen the update. */
    record Acknowledged(String taskId, UUID uuid) implements ExecutorEvent {}

    /** From the framework. */
    record Message(Payload data) implements ExecutorEvent {}

    /** The stream ends for this reason. */
    record Failure(String message) implements ExecutorEvent {}

    /** Kill the tasks and exit. */
    record Shutdown() implements ExecutorEvent {}
}
