package io.mesocosm.master.core.input;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message from an agent over its link, or the end of that link (spec §8, link.proto). */
public sealed interface AgentMessage extends Input {
    LinkHandle link();

    /** First message of an agent that has no id yet. */
    record AgentRegister(LinkHandle link, AgentSpec agent) implements AgentMessage {}

    /** First message of an agent that has an id: all it holds. */
    record AgentReregister(
            LinkHandle link,
            String agentId,
            AgentSpec agent,
            List<FrameworkSpec> frameworks,
            List<HeldExecutor> executors,
            List<HeldTask> tasks)
            implements AgentMessage {
        public AgentReregister {
            frameworks = List.copyOf(frameworks);
            executors = List.copyOf(executors);
            tasks = List.copyOf(tasks);
        }
    }

    /** An executor that runs on a returning agent. */
    record HeldExecutor(String frameworkId, ExecutorSpec executor) {}

    /**
     * A task that a returning agent holds; {@code statuses} oldest first, {@code acknowledged} of
     * them known to the framework; {@code executorId} null for a command task; {@code role} is the
     * one its resources are allocated to.
     */
    record HeldTask(
            String frameworkId,
            TaskSpec task,
            @Nullable String executorId,
            @Nullable String role,
            List<StatusSpec> statuses,
            int acknowledged) {
        public HeldTask {
            statuses = List.copyOf(statuses);
        }
    }

    /** The link ended without Unregister. */
    record AgentDisconnected(LinkHandle link) implements AgentMessage {}

    /** The agent leaves for good. */
    record AgentUnregister(LinkHandle link) implements AgentMessage {}

    /** Answer to a Ping. */
    record Pong(LinkHandle link, long sequence) implements AgentMessage {}

    /** One status update; {@code latestState} may be ahead of the status. */
    record StatusUpdate(
            LinkHandle link,
            String frameworkId,
            @Nullable String executorId,
            StatusSpec status,
            @Nullable TaskState latestState)
            implements AgentMessage {}

    /** An executor ended; {@code status} is the raw wait(2) status. */
    record ExecutorExited(LinkHandle link, String frameworkId, String executorId, int status)
            implements AgentMessage {}

    /** MESSAGE from an executor to its framework. */
    record MessageFromExecutor(LinkHandle link, String frameworkId, String executorId, Payload data)
            implements AgentMessage {}

    /** The agent's total resources changed. */
    record AgentUpdate(LinkHandle link, Resources total) implements AgentMessage {}
}
