package io.mesocosm.agent.core.check;

/** Which of a task's two checks. */
public enum CheckKind {
    /** Reported only. */
    CHECK,
    /** Reported, and the task is killed when it fails too often in a row. */
    HEALTH
}
