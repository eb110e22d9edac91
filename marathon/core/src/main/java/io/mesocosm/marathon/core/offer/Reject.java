package io.mesocosm.marathon.core.offer;

/** Why an offer did not suit an app, in the order of the checks (spec §1.6). */
public enum Reject {
    UNFULFILLED_ROLE("UnfulfilledRole"),
    UNFULFILLED_CONSTRAINT("UnfulfilledConstraint"),
    NO_CORRESPONDING_RESERVATION_FOUND("NoCorrespondingReservationFound"),
    AGENT_MAINTENANCE("AgentMaintenance"),
    INSUFFICIENT_CPUS("InsufficientCpus"),
    INSUFFICIENT_MEMORY("InsufficientMemory"),
    INSUFFICIENT_DISK("InsufficientDisk"),
    INSUFFICIENT_GPUS("InsufficientGpus"),
    INSUFFICIENT_PORTS("InsufficientPorts"),
    DECLINED_SCARCE_RESOURCES("DeclinedScarceResources");

    private final String wire;

    Reject(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
