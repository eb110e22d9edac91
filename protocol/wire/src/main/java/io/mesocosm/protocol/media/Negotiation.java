package io.mesocosm.protocol.media;

import com.google.protobuf.Message;
import io.mesocosm.protocol.media.Negotiated.Agreed;
import io.mesocosm.protocol.media.Negotiated.Refused;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a v1 call's headers and body on the master's endpoints and the agent's executor API
 * (spec §0.2, §0.5): pure functions from what was sent to what it means or how it is refused. An
 * absent header is null.
 */
public final class Negotiation {

    static final String BOTH =
            MessageFormat.JSON.mediaType() + " or " + MessageFormat.PROTOBUF.mediaType();

    private Negotiation() {}

    /** The form of the request's body: absent is 400, anything but the two exact names is 415. */
    public static Negotiated<MessageFormat> contentType(@Nullable String contentType) {
        if (contentType == null) {
            return new Refused<>(400, "Expecting 'Content-Type' to be present");
        }
        MessageFormat format = exactly(contentType);
        return format == null
                ? new Refused<>(415, "Expecting 'Content-Type' of " + BOTH)
                : new Agreed<>(format);
    }

    /** The form of the answer: JSON whenever it is admitted at all, else protobuf, else 406. */
    public static Negotiated<MessageFormat> accept(@Nullable String accept) {
        MessageFormat format = admitted(accept);
        return format == null
                ? new Refused<>(
                        406,
                        "Expecting 'Accept' to allow '"
                                + MessageFormat.PROTOBUF.mediaType()
                                + "' or '"
                                + MessageFormat.JSON.mediaType()
                                + "'")
                : new Agreed<>(format);
    }

    /** The call in a body sent to the master or to the executor API, or 400 in Mesos's words. */
    public static <T extends Message> Negotiated<T> call(
            MessageFormat format, byte[] body, T prototype) {
        try {
            return new Agreed<>(format.decode(body, prototype));
        } catch (MalformedMessageException e) {
            return new Refused<>(
                    400,
                    switch (e.fault()) {
                        case NOT_JSON -> String.valueOf(e.getMessage());
                        case NOT_THE_MESSAGE ->
                                "Failed to convert JSON into Call protobuf: " + e.getMessage();
                        case NOT_PROTOBUF -> "Failed to parse body into Call protobuf";
                    });
        }
    }

    static @Nullable MessageFormat exactly(String mediaType) {
        for (MessageFormat format : MessageFormat.values()) {
            if (format.mediaType().equals(mediaType)) {
                return format;
            }
        }
        return null;
    }

    static @Nullable MessageFormat admitted(@Nullable String accept) {
        for (MessageFormat format : MessageFormat.values()) {
            if (Accept.admits(accept, format.mediaType())) {
                return format;
            }
        }
        return null;
    }
}
