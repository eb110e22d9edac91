package io.mesocosm.agent.core.task;

import static java.util.Objects.requireNonNull;

/** Names one task: task ids are unique within their framework. */
public record TaskKey(String frameworkId, String taskId) {
    public TaskKey {
        requireNonNull(frameworkId, "frameworkId");
        requireNonNull(taskId, "taskId");
    }
}
