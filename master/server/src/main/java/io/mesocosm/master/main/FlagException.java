package io.mesocosm.master.main;

/** A flag that cannot be used; the text names it and says what to do. */
final class FlagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FlagException(String message) {
        super(message, null, false, false);
    }
}
