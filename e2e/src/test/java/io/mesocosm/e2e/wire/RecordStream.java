package io.mesocosm.e2e.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a stream of RecordIO events as the strictest known clients do: each record must be one
 * chunk, length line and bytes together (mesos.md §0.3).
 */
public final class RecordStream implements AutoCloseable {
    private final Connection connection;
    private final Answer head;

    /** Takes over a connection on which the request was sent; reads the answer's head. */
    public RecordStream(Connection connection) throws IOException {
        this.connection = connection;
        head = connection.receiveHead();
    }

    /** The answer's status and headers. */
    public Answer head() {
        return head;
    }

    /** The whole answer when the request was refused. */
    public Answer refusal() throws IOException {
        return connection.receiveBody(head);
    }

    /** The next event; empty when the server has ended the stream. */
    public Optional<JsonNode> next() throws IOException {
        byte[] chunk = connection.chunk();
        if (chunk.length == 0) {
            return Optional.empty();
        }
        int newline = 0;
        while (newline < chunk.length && chunk[newline] != '\n') {
            newline++;
        }
        String length = new String(chunk, 0, newline, StandardCharsets.US_ASCII);
        if (!length.matches("[1-9][0-9]*")
                || Integer.parseInt(length) != chunk.length - newline - 1) {
            throw new AssertionError(
                    "a chunk that is not exactly one record: "
                            + new String(chunk, StandardCharsets.UTF_8));
        }
        return Optional.of(Json.read(Arrays.copyOfRange(chunk, newline + 1, chunk.length)));
    }

    @Override
    public void close() {
        connection.close();
    }
}
