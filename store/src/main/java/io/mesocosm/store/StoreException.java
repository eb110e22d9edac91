package io.mesocosm.store;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be opened, or a request was not done; the message says which and what to do.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
