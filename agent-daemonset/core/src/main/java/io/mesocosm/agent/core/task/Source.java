package io.mesocosm.agent.core.task;

/** Who speaks in a status. */
public enum Source {
    AGENT,
    EXECUTOR
}
