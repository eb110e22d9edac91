package io.mesocosm.operator.certificate;

import org.jspecify.annotations.Nullable;

/** A cluster's authority is somebody else's to issue, who has not done so. */
public final class NotIssued extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotIssued(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
