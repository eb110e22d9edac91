package io.mesocosm.agent.core.check;

/** How a check asks. */
public enum CheckType {
    COMMAND,
    HTTP,
    TCP
}
