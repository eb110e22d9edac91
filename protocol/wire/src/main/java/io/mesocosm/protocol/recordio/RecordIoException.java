package io.mesocosm.protocol.recordio;

/**
 * A stream that is no RecordIO, or holds a record larger than its reader takes; nothing after it
 * can be read.
 */
public final class RecordIoException extends Exception {

    private static final long serialVersionUID = 1L;

    RecordIoException(String message) {
        super(message);
    }
}
