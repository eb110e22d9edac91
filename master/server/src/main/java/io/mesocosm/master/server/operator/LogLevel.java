package io.mesocosm.master.server.operator;

import java.time.Duration;

/** How much the master logs, in glog's numbers: 0 is normal, more is more. Any thread. */
public interface LogLevel {
    int get();

    /** Sets the level and, when the time is over, takes it back. */
    void set(int level, Duration time);
}
