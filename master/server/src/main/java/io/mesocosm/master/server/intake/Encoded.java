package io.mesocosm.master.server.intake;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.mesocosm.master.core.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages as the opaque payloads that the core carries, and back. */
public final class Encoded {
    private Encoded() {}

    /** The message encoded so that equal messages have equal bytes. */
    public static Payload of(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Payload.of(bytes);
    }

    /**
     * The message that a payload holds, which was encoded by {@link #of} or checked on its way in.
     */
    public static <T extends Message> T read(Payload payload, Parser<T> parser) {
        try {
            return parser.parseFrom(payload.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("a payload of the core cannot be read", e);
        }
    }
}
