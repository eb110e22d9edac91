package io.mesocosm.agent.server.operator;

import java.time.Instant;

/** Times as Mesos's JSON has them: seconds with a fraction. */
final class StateTime {
    private StateTime() {}

    static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }
}
