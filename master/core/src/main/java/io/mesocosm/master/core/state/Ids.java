package io.mesocosm.master.core.state;

/** The ids a master gives out; counters restart with each master (spec §0.4). */
public final class Ids {
    private final String masterId;
    private long frameworks;
    private long agents;
    private long offers;

    Ids(String masterId) {
        this.masterId = masterId;
    }

    public String nextFramework() {
        String number = Long.toString(frameworks++);
        return masterId + '-' + "0".repeat(Math.max(0, 4 - number.length())) + number;
    }

    public String nextAgent() {
        return masterId + "-S" + agents++;
    }

    public String nextOffer() {
        return masterId + "-O" + offers++;
    }
}
