package io.mesocosm.protocol.resource;

/** A Resource message that breaks Mesos's rules; the message is Mesos's. */
public final class InvalidResourceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidResourceException(String message) {
        super(message);
    }
}
