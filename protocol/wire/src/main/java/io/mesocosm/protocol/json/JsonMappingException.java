package io.mesocosm.protocol.json;

/**
 * The body is JSON, but a value does not fit its field, or required fields are missing (spec §0.1).
 */
public final class JsonMappingException extends JsonException {

    private static final long serialVersionUID = 1L;

    JsonMappingException(String message) {
        super(message);
    }
}
