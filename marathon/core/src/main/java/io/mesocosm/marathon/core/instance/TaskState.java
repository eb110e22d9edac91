package io.mesocosm.marathon.core.instance;

/** The states of Mesos's tasks, by their wire names. */
public enum TaskState {
    TASK_STAGING,
    TASK_STARTING,
    TASK_RUNNING,
    TASK_KILLING,
    TASK_FINISHED,
    TASK_FAILED,
    TASK_KILLED,
    TASK_ERROR,
    TASK_LOST,
    TASK_DROPPED,
    TASK_UNREACHABLE,
    TASK_GONE,
    TASK_GONE_BY_OPERATOR,
    TASK_UNKNOWN;

    /** The condition this state puts an instance into. */
    public Condition condition(boolean agentMayReturn) {
        return switch (this) {
            case TASK_STAGING -> Condition.STAGING;
            case TASK_STARTING -> Condition.STARTING;
            case TASK_RUNNING -> Condition.RUNNING;
            case TASK_KILLING -> Condition.KILLING;
            case TASK_FINISHED -> Condition.FINISHED;
            case TASK_FAILED -> Condition.FAILED;
            case TASK_KILLED -> Condition.KILLED;
            case TASK_ERROR -> Condition.ERROR;
            case TASK_DROPPED -> Condition.DROPPED;
            case TASK_UNREACHABLE -> Condition.UNREACHABLE;
            case TASK_GONE, TASK_GONE_BY_OPERATOR -> Condition.GONE;
            case TASK_UNKNOWN -> Condition.UNKNOWN;
            case TASK_LOST -> agentMayReturn ? Condition.UNREACHABLE : Condition.GONE;
        };
    }
}
