package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One durable fact. All durable state changes by entries, live and in recovery alike; entries of
 * frameworks that do not checkpoint are applied but never persisted.
 */
public sealed interface Entry {
    /** The master has given the agent its id. */
    record AgentNamed(String agentId) implements Entry {}

    /** A framework has something here, or changed what it says of itself. */
    record FrameworkKnown(FrameworkSpec framework) implements Entry {}

    /** The framework is gone for good. */
    record FrameworkShutdown(String frameworkId) implements Entry {}

    /** An executor was taken in; its container is about to be made. */
    record ExecutorStarted(ExecutorSpec executor, ContainerId container, Instant at)
            implements Entry {}

    /**
     * {@code container} is the nested container of a group's task, {@code group} names the group it
     * came in.
     */
    record TaskAdded(
            TaskSpec task,
            String executorId,
            @Nullable ContainerId container,
            @Nullable String group,
            Instant at)
            implements Entry {}

    /**
     * The executor has subscribed at least once: it must come back after a restart of the agent.
     */
    record ExecutorConnected(ExecutorKey executor) implements Entry {}

    /** The tasks are about to be handed to their custom executor. */
    record TasksDelivered(ExecutorKey executor, List<String> taskIds) implements Entry {}

    /** A status was taken in and will be sent until it is acknowledged. */
    record UpdateRecorded(TaskKey task, String executorId, Status status) implements Entry {}

    /** The framework has seen the status. */
    record UpdateAcknowledged(TaskKey task, UUID uuid) implements Entry {}

    /** A task is being killed: SIGKILL follows at the deadline. */
    record KillBegan(TaskKey task, KillCause cause, Instant since, Instant deadline)
            implements Entry {}

    /** An executor was told to end: it is destroyed at the deadline. */
    record ExecutorShutdownBegan(ExecutorKey executor, Instant deadline) implements Entry {}

    /** The executor's container is gone. */
    record ExecutorEnded(ExecutorKey executor, ContainerId container, Instant at)
            implements Entry {}

    /** All its updates are acknowledged; from now on its sandbox ages. */
    record ExecutorCompleted(ExecutorKey executor, ContainerId container, Instant at)
            implements Entry {}

    /** The sandbox is gone from the disk. */
    record SandboxDropped(ContainerId container) implements Entry {}

    /** The agent left its id behind: the next start registers anew. */
    record AgentForgotten() implements Entry {}
}
