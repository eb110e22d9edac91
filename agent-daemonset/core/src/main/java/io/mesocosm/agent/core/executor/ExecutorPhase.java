package io.mesocosm.agent.core.executor;

/** Where an executor is in its life; it only ever moves down this list. */
public enum ExecutorPhase {
    /** Its container is being made. */
    LAUNCHING,
    /** Its container runs; a custom executor has yet to subscribe. */
    REGISTERING,
    RUNNING,
    /** It was told to end, or its container is being destroyed. */
    TERMINATING,
    /** Its container is gone; some of its tasks' updates may still wait for acknowledgement. */
    TERMINATED
}
