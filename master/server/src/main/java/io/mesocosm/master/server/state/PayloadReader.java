package io.mesocosm.master.server.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.mesocosm.master.core.Payload;
import org.jspecify.annotations.Nullable;

/** Reads what the core carries unread; every payload was read once before it came in. */
final class PayloadReader {
    private PayloadReader() {}

    static <T extends Message> T read(Parser<T> parser, Payload payload) {
        try {
            return parser.parseFrom(payload.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a payload that was read before cannot be read now", e);
        }
    }

    static <T extends Message> @Nullable T readIfPresent(
            Parser<T> parser, @Nullable Payload payload) {
        return payload == null ? null : read(parser, payload);
    }
}
