package io.mesocosm.protocol.media;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.protocol.json.JsonMappingException;
import io.mesocosm.protocol.json.JsonSyntaxException;

/**
 * Bytes that do not hold the message they should; the text tells why and is fit for whoever sent
 * them.
 */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What stage of reading failed. */
    public enum Fault {
        /** No JSON at all. */
        NOT_JSON,
        /** JSON whose values do not fit the message, or that lacks required fields. */
        NOT_THE_MESSAGE,
        /** No protobuf of this message, or required fields are missing. */
        NOT_PROTOBUF
    }

    private final Fault fault;

    private MalformedMessageException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    static MalformedMessageException notJson(JsonSyntaxException cause) {
        return new MalformedMessageException(
                Fault.NOT_JSON, "Failed to parse body into JSON: " + cause.getMessage(), cause);
    }

    static MalformedMessageException notTheMessage(JsonMappingException cause) {
        return new MalformedMessageException(
                Fault.NOT_THE_MESSAGE, String.valueOf(cause.getMessage()), cause);
    }

    static MalformedMessageException notProtobuf(InvalidProtocolBufferException cause) {
        return new MalformedMessageException(
                Fault.NOT_PROTOBUF, "Failed to parse body into a protobuf object", cause);
    }

    /** What stage of reading failed. */
    public Fault fault() {
        return fault;
    }
}
