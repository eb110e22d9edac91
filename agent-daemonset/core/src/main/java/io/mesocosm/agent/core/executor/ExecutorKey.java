package io.mesocosm.agent.core.executor;

import static java.util.Objects.requireNonNull;

/** Names one executor: executor ids are unique within their framework. */
public record ExecutorKey(String frameworkId, String executorId) {
    public ExecutorKey {
        requireNonNull(frameworkId, "frameworkId");
        requireNonNull(executorId, "executorId");
    }
}
