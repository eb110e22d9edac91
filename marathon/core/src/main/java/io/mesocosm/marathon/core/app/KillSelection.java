package io.mesocosm.marathon.core.app;

/** Which of two otherwise equal instances dies first when an app shrinks. */
public enum KillSelection {
    YOUNGEST_FIRST,
    OLDEST_FIRST
}
