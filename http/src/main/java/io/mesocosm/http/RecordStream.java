package io.mesocosm.http;

/** A stream of RecordIO records, each exactly one chunk (spec §0.3); any thread may send. */
public final class RecordStream implements AutoCloseable {
    private final OutgoingStream stream;

    RecordStream(OutgoingStream stream) {
        this.stream = stream;
    }

    /**
     * Sends one record.
     *
     * @param framed the record with its length line ahead
     * @return false when the stream has ended: the record is dropped
     */
    public boolean send(byte[] framed) {
        return stream.send(framed);
    }

    /** Ends the stream after what was sent; the listener is not told. */
    @Override
    public void close() {
        stream.close();
    }

    public boolean isOpen() {
        return stream.isOpen();
    }
}
