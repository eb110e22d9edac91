package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whatever can happen to the agent. */
public sealed interface Input {
    /**
     * The first input: what the log and the containerizer say. {@code rebooted}: the machine's boot
     * id has changed.
     */
    record Recover(
            List<Entry> entries, Map<ContainerId, RecoveredContainer> containers, boolean rebooted)
            implements Input {}

    /** A stream to a leading master is open; it awaits Register or Reregister. */
    record LinkOpened() implements Input {}

    /** The stream to the master broke or was given up. */
    record LinkClosed() implements Input {}

    /** The master knows the agent under this id, newly or again. */
    record Registered(String agentId) implements Input {}

    /** A master wants a task run: a command task, or one of a custom executor. */
    record RunTask(FrameworkSpec framework, TaskSpec task, @Nullable ExecutorSpec executor)
            implements Input {}

    /** A master wants tasks run all or none, under one executor. */
    record RunTaskGroup(FrameworkSpec framework, ExecutorSpec executor, List<TaskSpec> tasks)
            implements Input {}

    /** A framework wants a task killed; the grace, where given, overrides the task's own. */
    record KillTask(TaskKey task, @Nullable Duration grace) implements Input {}

    /** The framework has seen the update with this uuid. */
    record AcknowledgeUpdate(TaskKey task, UUID uuid) implements Input {}

    /** From the framework to its executor, at best effort. */
    record FrameworkMessage(ExecutorKey executor, Payload data) implements Input {}

    /** A framework wants an executor ended. */
    record ShutdownExecutor(ExecutorKey executor) implements Input {}

    /** The framework is gone: everything of its ends. */
    record ShutdownFramework(String frameworkId) implements Input {}

    /** The framework changed what it says of itself. */
    record UpdateFramework(FrameworkSpec framework) implements Input {}

    /** The master, or the operator, wants the agent to stop all it runs, to leave and to end. */
    record ShutdownAgent(String message) implements Input {}

    /** Tasks the master believes to be here and that the agent did not list. */
    record ReconcileTasks(String frameworkId, List<String> taskIds) implements Input {}

    /** A custom executor opened its event stream. */
    record ExecutorSubscribed(
            ExecutorKey executor,
            long connection,
            List<String> unacknowledgedTasks,
            List<Reported> unacknowledgedUpdates)
            implements Input {}

    /** A status and the task it is about. */
    record Reported(TaskKey task, Status status) {}

    /** That stream ended. */
    record ExecutorDisconnected(ExecutorKey executor, long connection) implements Input {}

    /** A custom executor reports on a task. */
    record ExecutorUpdate(ExecutorKey executor, TaskKey task, Status status) implements Input {}

    /** From an executor to its framework, at best effort. */
    record ExecutorSentMessage(ExecutorKey executor, Payload data) implements Input {}

    /**
     * All that a task's command needs is there, and it is about to be executed; of a container with
     * an image or a network of its own this is not told. Its facts lack the pid.
     */
    record ContainerStarting(ContainerFacts facts) implements Input {}

    /** The container runs. */
    record ContainerLaunched(ContainerFacts facts) implements Input {}

    /** The container never ran; nothing is left of it. */
    record ContainerLaunchFailed(ContainerId container, LaunchFailure failure, String message)
            implements Input {}

    /** The container ended, and so did everything nested in it. */
    record ContainerExited(ContainerId container, Termination termination) implements Input {}

    /** A check was run; without a result the outcome has no value. */
    record CheckFinished(TaskKey task, CheckKind kind, CheckOutcome outcome, String message)
            implements Input {}

    /** How full the sandboxes' disk is, 0 to 1; comes every disk_watch_interval. */
    record DiskUsage(double fraction) implements Input {}

    /** The sandbox is gone from the disk. */
    record SandboxRemoved(ContainerId container) implements Input {}
}
