package io.mesocosm.agent.core;

/** Why a task is being killed; it decides what its last status says. */
public enum KillCause {
    REQUESTED,
    UNHEALTHY,
    COMPLETION_TIME,
    /** Another task of its group failed or was killed. */
    GROUP,
    SHUTDOWN
}
