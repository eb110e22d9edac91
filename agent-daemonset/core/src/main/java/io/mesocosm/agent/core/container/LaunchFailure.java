package io.mesocosm.agent.core.container;

/** What went wrong before a container ran. */
public enum LaunchFailure {
    /** Fetching, the image, the network or the start itself: REASON_CONTAINER_LAUNCH_FAILED. */
    LAUNCH,
    /**
     * The user is unknown or empty: REASON_EXECUTOR_TERMINATED, task lost (spec section 0.5, 10).
     */
    USER
}
