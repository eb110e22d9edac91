package io.mesocosm.agent.core.task;

/** Mesos's task states (spec section 7.4), without their TASK_ prefix. */
public enum TaskState {
    STAGING(false),
    STARTING(false),
    RUNNING(false),
    KILLING(false),
    FINISHED(true),
    FAILED(true),
    KILLED(true),
    ERROR(true),
    LOST(true),
    DROPPED(true),
    GONE(true),
    UNREACHABLE(false),
    GONE_BY_OPERATOR(true),
    UNKNOWN(false);

    private final boolean terminal;

    TaskState(boolean terminal) {
        this.terminal = terminal;
    }

    public boolean isTerminal() {
        return terminal;
    }

    public String wireName() {
        return "TASK_" + name();
    }
}
