package io.mesocosm.master.core.effect;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message from the master to an agent (link.proto, FromMaster). */
public sealed interface AgentCommand {
    /** The agent is admitted under a new id. */
    record Registered(String agentId, long pingTimeoutMillis) implements AgentCommand {}

    /** The agent is known again. */
    record Reregistered(String agentId, long pingTimeoutMillis) implements AgentCommand {}

    /** To be answered with Pong of the same sequence. */
    record Ping(long sequence, boolean connected) implements AgentCommand {}

    /**
     * Run one task; the edge injects the allocation to {@code role} into the task's (and its
     * executor's) resources, the executor's framework_id and the health check's type.
     */
    record RunTask(Framework framework, TaskSpec task, String role) implements AgentCommand {}

    /** Run all of these tasks or none; the edge injects as for RunTask. */
    record RunTaskGroup(
            Framework framework, ExecutorSpec executor, List<TaskSpec> tasks, String role)
            implements AgentCommand {
        public RunTaskGroup {
            tasks = List.copyOf(tasks);
        }
    }

    /** Kill a task. */
    record KillTask(String frameworkId, String taskId, Payload killPolicy)
            implements AgentCommand {}

    /**
     * End a task because its agent is drained; the edge caps the grace period of the task's kill
     * policy with {@code maxGracePeriod}.
     */
    record DrainTask(Task task, @Nullable Duration maxGracePeriod) implements AgentCommand {}

    /** The framework has this update. */
    record AcknowledgeUpdate(String frameworkId, String taskId, StatusUuid uuid)
            implements AgentCommand {}

    /** MESSAGE to an executor. */
    record MessageExecutor(String frameworkId, String executorId, Payload data)
            implements AgentCommand {}

    /** Shut one executor down. */
    record ShutdownExecutor(String frameworkId, String executorId) implements AgentCommand {}

    /** Shut down all that runs for a framework. */
    record ShutdownFramework(String frameworkId) implements AgentCommand {}

    /** A FrameworkInfo has changed. */
    record UpdateFramework(Framework framework) implements AgentCommand {}

    /** Stop everything and end. */
    record Shutdown(String message) implements AgentCommand {}

    /** Answer for tasks that the agent did not list when it came back. */
    record ReconcileTasks(String frameworkId, List<String> taskIds) implements AgentCommand {
        public ReconcileTasks {
            taskIds = List.copyOf(taskIds);
        }
    }

    /** The agent is refused; {@code message} says why and what to do. */
    record Refused(@Nullable String agentId, String message) implements AgentCommand {}
}
