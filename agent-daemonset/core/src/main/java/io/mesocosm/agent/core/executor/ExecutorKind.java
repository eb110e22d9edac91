package io.mesocosm.agent.core.executor;

/** Who runs the tasks of an executor's container (spec section 7.1). */
public enum ExecutorKind {
    /** Built in: the container is the one task's command. */
    COMMAND,
    /** Built in: each task is a container nested in the executor's. */
    DEFAULT,
    /** The framework's own program, which speaks the executor API. */
    CUSTOM
}
