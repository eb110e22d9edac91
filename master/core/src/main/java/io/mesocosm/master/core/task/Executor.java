package io.mesocosm.master.core.task;

import io.mesocosm.resources.Resources;
import org.jspecify.annotations.Nullable;

/**
 * An executor on an agent; those of command tasks are the agent's own and not known here. {@code
 * tasksShareCgroups} is what its task groups ask for, null before the first (spec §1.4).
 */
public record Executor(
        String frameworkId,
        String agentId,
        String role,
        ExecutorSpec spec,
        Resources resources,
        @Nullable Boolean tasksShareCgroups) {
    public ExecutorKey key() {
        return new ExecutorKey(agentId, frameworkId, spec.id());
    }

    /** An executor's name: executor ids are unique within an agent and framework only. */
    public record ExecutorKey(String agentId, String frameworkId, String executorId) {}
}
