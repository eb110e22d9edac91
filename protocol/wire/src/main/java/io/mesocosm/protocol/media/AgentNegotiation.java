package io.mesocosm.protocol.media;

import com.google.protobuf.Message;
import io.mesocosm.protocol.media.Negotiated.Agreed;
import io.mesocosm.protocol.media.Negotiated.Refused;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a call's headers and body on the agent's operator API, which knows RecordIO in both
 * directions (spec §0.2, last paragraph). An absent header is null.
 */
public final class AgentNegotiation {

    /** The media type of a stream of messages, whose own form a second header names. */
    public static final String RECORDIO = "application/recordio";

    private static final String ALL_THREE = Negotiation.BOTH + " or " + RECORDIO;

    private AgentNegotiation() {}

    /**
     * How messages travel in one direction: the form of each, and whether they come as a RecordIO
     * stream.
     */
    public record Carriage(MessageFormat format, boolean streaming) {

        /** The value of the {@code Content-Type} header that tells so. */
        public String mediaType() {
            return streaming ? RECORDIO : format.mediaType();
        }
    }

    /** How the request's body comes, from {@code Content-Type} and {@code Message-Content-Type}. */
    public static Negotiated<Carriage> contentType(
            @Nullable String contentType, @Nullable String messageContentType) {
        if (contentType == null) {
            return new Refused<>(400, "Expecting 'Content-Type' to be present");
        }
        if (contentType.equals(RECORDIO)) {
            return streamedContent(messageContentType);
        }
        MessageFormat format = Negotiation.exactly(contentType);
        if (format == null) {
            return new Refused<>(415, "Expecting 'Content-Type' of " + ALL_THREE);
        }
        if (messageContentType != null) {
            return new Refused<>(
                    415,
                    "Expecting 'Message-Content-Type' to be not set for non-streaming requests");
        }
        return new Agreed<>(new Carriage(format, false));
    }

    /**
     * How the answer goes, from {@code Accept} and {@code Message-Accept}: JSON, else protobuf,
     * else a stream.
     */
    public static Negotiated<Carriage> accept(
            @Nullable String accept, @Nullable String messageAccept) {
        MessageFormat format = Negotiation.admitted(accept);
        if (format != null) {
            return messageAccept == null
                    ? new Agreed<>(new Carriage(format, false))
                    : new Refused<>(
                            406,
                            "Expecting 'Message-Accept' to be not set for non-streaming responses");
        }
        if (!Accept.admits(accept, RECORDIO)) {
            return new Refused<>(406, "Expecting 'Accept' to allow " + ALL_THREE);
        }
        MessageFormat message = Negotiation.admitted(messageAccept);
        return message == null
                ? new Refused<>(406, "Expecting 'Message-Accept' to allow " + Negotiation.BOTH)
                : new Agreed<>(new Carriage(message, true));
    }

    /** The call in a body, or in the first record of a streamed one, or 400 in Mesos's words. */
    public static <T extends Message> Negotiated<T> call(
            MessageFormat format, byte[] body, T prototype) {
        try {
            return new Agreed<>(format.decode(body, prototype));
        } catch (MalformedMessageException e) {
            return new Refused<>(400, String.valueOf(e.getMessage()));
        }
    }

    private static Negotiated<Carriage> streamedContent(@Nullable String messageContentType) {
        if (messageContentType == null) {
            return new Refused<>(
                    400, "Expecting 'Message-Content-Type' to be set for streaming requests");
        }
        MessageFormat format = Negotiation.exactly(messageContentType);
        return format == null
                ? new Refused<>(415, "Expecting 'Message-Content-Type' of " + Negotiation.BOTH)
                : new Agreed<>(new Carriage(format, true));
    }
}
