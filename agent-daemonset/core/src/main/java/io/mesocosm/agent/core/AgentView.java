package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent has, as its readers see it; immutable. */
public record AgentView(
        @Nullable String agentId,
        boolean recovered,
        boolean registered,
        List<FrameworkView> frameworks,
        List<FrameworkView> completedFrameworks,
        Counts counts) {

    /**
     * Numbers for the agent's metrics: what was counted since its start, by the metrics' names; how
     * many sandboxes wait for their removal, and the age at which that comes.
     */
    public record Counts(Map<String, Long> totals, int sandboxes, Duration sandboxAge) {
        public Counts {
            totals = Map.copyOf(totals);
        }
    }

    /** A framework with its executors on this agent. */
    public record FrameworkView(
            FrameworkSpec spec,
            List<ExecutorView> executors,
            List<ExecutorView> completedExecutors) {}

    /**
     * An executor with its tasks: queued ones it does not have yet, terminated ones whose updates
     * still wait.
     */
    public record ExecutorView(
            ExecutorSpec spec,
            ContainerId container,
            ExecutorPhase phase,
            @Nullable ContainerFacts facts,
            Instant startedAt,
            List<TaskView> queued,
            List<TaskView> launched,
            List<TaskView> terminated,
            List<TaskView> completed) {}

    /** A task; of statuses with the same state only the last. */
    public record TaskView(
            TaskSpec spec,
            String executorId,
            @Nullable ContainerId container,
            TaskState state,
            List<Status> statuses) {}
}
