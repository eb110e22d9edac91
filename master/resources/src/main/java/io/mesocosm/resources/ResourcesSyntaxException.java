package io.mesocosm.resources;

/** Text that is no resources, quantities or attributes; the message names the place. */
public final class ResourcesSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ResourcesSyntaxException(String message, Throwable cause) {
        super(message, cause);
    }

    public ResourcesSyntaxException(String message) {
        super(message);
    }
}
