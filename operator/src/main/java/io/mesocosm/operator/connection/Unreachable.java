package io.mesocosm.operator.connection;

/** An API did not answer: nothing is known of what it did. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    public Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
