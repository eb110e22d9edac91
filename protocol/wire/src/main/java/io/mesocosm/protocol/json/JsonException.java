package io.mesocosm.protocol.json;

/**
 * JSON that does not give the message asked for; the text is fit to be shown to whoever sent it.
 */
public abstract sealed class JsonException extends Exception
        permits JsonSyntaxException, JsonMappingException {

    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
