package io.mesocosm.marathon.core.instance;

/** What Marathon wants of an instance: that it runs, or that it goes away for good (spec §4.4). */
public enum Goal {
    RUNNING("Running"),
    DECOMMISSIONED("Decommissioned");

    private final String wire;

    Goal(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
