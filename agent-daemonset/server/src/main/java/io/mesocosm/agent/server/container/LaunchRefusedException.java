package io.mesocosm.agent.server.container;

/** A container that this agent cannot make, with a text for the task's status. */
public final class LaunchRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public LaunchRefusedException(String message) {
        super(message);
    }
}
