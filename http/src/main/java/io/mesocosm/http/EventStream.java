package io.mesocosm.http;

import java.nio.charset.StandardCharsets;

/** A stream of server-sent events; any thread may send. */
public final class EventStream implements AutoCloseable {
    private final OutgoingStream stream;

    EventStream(OutgoingStream stream) {
        this.stream = stream;
    }

    /**
     * Sends one event.
     *
     * @param name the event's name
     * @param data its data; line breaks split it into several data lines
     * @return false when the stream has ended: the event is dropped
     */
    public boolean send(String name, String data) {
        StringBuilder text = new StringBuilder(data.length() + name.length() + 32);
        text.append("event: ").append(name).append("\r\n");
        data.lines().forEach(line -> text.append("data: ").append(line).append("\r\n"));
        return write(text.append("\r\n").toString());
    }

    /** Sends an empty line, which keeps the connection alive and is no event. */
    public boolean keepAlive() {
        return write("\r\n");
    }

    private boolean write(String text) {
        return stream.send(text.getBytes(StandardCharsets.UTF_8));
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
