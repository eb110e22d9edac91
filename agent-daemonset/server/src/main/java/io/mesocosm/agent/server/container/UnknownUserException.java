package io.mesocosm.agent.server.container;

/**
 * The task's user does not exist on this agent; the task is lost, not failed (spec section 0.5,
 * 10).
 */
final class UnknownUserException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownUserException(String message) {
        super(message);
    }
}
