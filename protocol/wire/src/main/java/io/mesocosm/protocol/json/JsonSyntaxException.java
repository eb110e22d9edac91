package io.mesocosm.protocol.json;

/** The body is no JSON at all; the text is Mesos's {@code syntax error at line 1 near: …}. */
public final class JsonSyntaxException extends JsonException {

    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String message) {
        super(message);
    }
}
