package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;

/** Breaks off a launch with the failure that its caller is to see. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1;

    private final Cause part;

    LaunchException(Cause part, String message) {
        super(message);
        this.part = part;
    }

    LaunchFailure failure() {
        return new LaunchFailure(part, String.valueOf(getMessage()));
    }
}
