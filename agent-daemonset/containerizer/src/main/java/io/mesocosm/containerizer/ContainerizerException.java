package io.mesocosm.containerizer;

/** A call on a container that cannot be done, with a text for people. */
public final class ContainerizerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ContainerizerException(String message) {
        super(message);
    }

    public ContainerizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
