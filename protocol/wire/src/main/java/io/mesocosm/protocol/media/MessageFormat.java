package io.mesocosm.protocol.media;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.JsonMappingException;
import io.mesocosm.protocol.json.JsonSyntaxException;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.recordio.RecordIo;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The two forms in which Mesos's v1 APIs carry a message. */
public enum MessageFormat {
    /** {@code application/json}: Mesos's JSON mapping. */
    JSON("application/json") {
        @Override
        public byte[] encode(Message message) {
            return MesosJson.toBytes(message);
        }

        @Override
        public byte[] encodeRecord(Message message) {
            JsonWriter writer = new JsonWriter();
            MesosJson.write(message, writer);
            byte[] framed = RecordIo.frame(writer.buffered());
            writer.copyTo(framed, framed.length - writer.buffered());
            return framed;
        }

        @Override
        public <T extends Message> T decode(byte[] body, T prototype)
                throws MalformedMessageException {
            try {
                return MesosJson.parse(body, prototype);
            } catch (JsonException e) {
                throw switch (e) {
                    case JsonSyntaxException syntax -> MalformedMessageException.notJson(syntax);
                    case JsonMappingException mapping ->
                            MalformedMessageException.notTheMessage(mapping);
                };
            }
        }
    },

    /** {@code application/x-protobuf}: protobuf's own encoding. */
    PROTOBUF("application/x-protobuf") {
        @Override
        public byte[] encode(Message message) {
            return message.toByteArray();
        }

        @Override
        public byte[] encodeRecord(Message message) {
            int length = message.getSerializedSize();
            byte[] framed = RecordIo.frame(length);
            CodedOutputStream out =
                    CodedOutputStream.newInstance(framed, framed.length - length, length);
            try {
                message.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return framed;
        }

        @Override
        @SuppressWarnings("unchecked") // a message's own parser parses its own type
        public <T extends Message> T decode(byte[] body, T prototype)
                throws MalformedMessageException {
            try {
                return (T) prototype.getParserForType().parseFrom(body);
            } catch (InvalidProtocolBufferException e) {
                throw MalformedMessageException.notProtobuf(e);
            }
        }
    };

    private final String mediaType;

    MessageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The value of a {@code Content-Type} or {@code Accept} header that names this form. */
    public String mediaType() {
        return mediaType;
    }

    /** The message in this form. */
    public abstract byte[] encode(Message message);

    /**
     * The message in this form as one RecordIO record with its length line, one array to be sent as
     * one chunk.
     */
    public abstract byte[] encodeRecord(Message message);

    /**
     * The message that the body holds.
     *
     * @param prototype the default instance of the type that is wanted
     */
    public abstract <T extends Message> T decode(byte[] body, T prototype)
            throws MalformedMessageException;
}
