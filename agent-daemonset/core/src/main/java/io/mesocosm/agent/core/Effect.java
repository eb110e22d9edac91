package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the agent wants done. Effects of a step happen in order, once all entries before them
 * are durable.
 */
public sealed interface Effect {
    /** Makes the entry durable before any later effect happens. */
    record Persist(Entry entry) implements Effect {}

    /** Asks the master for an agent id. */
    record Register() implements Effect {}

    /** Tells the master all that the agent holds. */
    record Reregister(String agentId, Holdings holdings) implements Effect {}

    /** Tells the master that the agent leaves for good. */
    record Unregister() implements Effect {}

    /** {@code command}: the executor is the built-in one of a command task. */
    record SendUpdate(
            TaskKey task, String executorId, boolean command, Status status, TaskState latest)
            implements Effect {}

    /** Tells the master that an executor ended. */
    record SendExecutorExited(ExecutorKey executor, int waitStatus) implements Effect {}

    /** From an executor to its framework. */
    record SendExecutorMessage(ExecutorKey executor, Payload data) implements Effect {}

    /**
     * Makes the sandbox, fetches and starts. With a task and no nesting it is a command task's
     * container; without a task an executor's; nested, one task of a group's.
     */
    record LaunchContainer(
            ContainerId container,
            FrameworkSpec framework,
            ExecutorSpec executor,
            @Nullable TaskSpec task,
            @Nullable Allotment allotment)
            implements Effect {}

    /** Gives a running container other limits. */
    record UpdateContainer(ContainerId container, Allotment allotment) implements Effect {}

    /** Signals every process of the container. */
    record SignalContainer(ContainerId container, int signal) implements Effect {}

    /**
     * Kills whatever is left of the container, or stops its launch; its end is reported as ever.
     */
    record DestroyContainer(ContainerId container) implements Effect {}

    /** The container's end is recorded: its remains may go. */
    record ReleaseContainer(ContainerId container) implements Effect {}

    /** Writes an event to a custom executor's stream. */
    record SendToExecutor(ExecutorKey executor, long connection, ExecutorEvent event)
            implements Effect {}

    /** Ends a custom executor's stream. */
    record CloseExecutor(ExecutorKey executor, long connection) implements Effect {}

    /** Runs a check once and reports what it found. */
    record RunCheck(
            FrameworkSpec framework,
            ExecutorSpec executor,
            TaskSpec task,
            CheckKind kind,
            ContainerId container)
            implements Effect {}

    /** Deletes the sandbox of a completed executor. */
    record RemoveSandbox(ExecutorKey executor, ContainerId container) implements Effect {}

    /** The agent has stopped all it ran and ends. */
    record Stop(String message) implements Effect {}

    /** All that a re-registering agent holds. */
    record Holdings(
            List<FrameworkSpec> frameworks, List<ExecutorSpec> executors, List<HeldTask> tasks) {}

    /**
     * One task with all statuses that the master may lack, the first {@code acknowledged} of them
     * acknowledged.
     */
    record HeldTask(
            TaskSpec task, ExecutorSpec executor, List<Status> statuses, int acknowledged) {}
}
