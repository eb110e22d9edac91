package io.mesocosm.agent.server.fetch;

/** A URI that could not be brought into the sandbox; the text goes into the task's status. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    public FetchException(String message) {
        super(message);
    }

    public FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
