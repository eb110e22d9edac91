package io.mesocosm.marathon.core.instance;

/** Where an instance is in its life (spec §4.3, §4.4). */
public enum Condition {
    SCHEDULED("Scheduled", Phase.WAITING),
    PROVISIONED("Provisioned", Phase.LAUNCHING),
    STAGING("Staging", Phase.LAUNCHING),
    STARTING("Starting", Phase.LAUNCHING),
    RUNNING("Running", Phase.ACTIVE),
    KILLING("Killing", Phase.ACTIVE),
    UNREACHABLE("Unreachable", Phase.ACTIVE),
    UNREACHABLE_INACTIVE("UnreachableInactive", Phase.ACTIVE),
    FINISHED("Finished", Phase.TERMINAL),
    FAILED("Failed", Phase.TERMINAL),
    KILLED("Killed", Phase.TERMINAL),
    ERROR("Error", Phase.TERMINAL),
    DROPPED("Dropped", Phase.TERMINAL),
    GONE("Gone", Phase.TERMINAL),
    UNKNOWN("Unknown", Phase.TERMINAL);

    private enum Phase {
        WAITING,
        LAUNCHING,
        ACTIVE,
        TERMINAL
    }

    private final String wire;
    private final Phase phase;

    Condition(String wire, Phase phase) {
        this.wire = wire;
        this.phase = phase;
    }

    /** The name in {@code instance_changed_event}. */
    public String wire() {
        return wire;
    }

    public boolean isTerminal() {
        return phase == Phase.TERMINAL;
    }

    public boolean isLaunching() {
        return phase == Phase.LAUNCHING;
    }

    /** Whether a task may exist on some agent. */
    public boolean hasTask() {
        return phase == Phase.LAUNCHING || phase == Phase.ACTIVE;
    }

    public boolean isUnreachable() {
        return this == UNREACHABLE || this == UNREACHABLE_INACTIVE;
    }

    /** Whether this end of a task delays the next launch (spec §4.3: exit 0 does as well). */
    public boolean growsBackOff() {
        return this == DROPPED
                || this == ERROR
                || this == FAILED
                || this == GONE
                || this == FINISHED;
    }
}
