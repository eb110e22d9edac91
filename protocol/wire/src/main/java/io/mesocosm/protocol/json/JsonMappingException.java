package io.mesocosm.protocol.json;

import com.google.protobuf.Descriptors.FieldDescriptor;

/**
 * The body is JSON, but a value does not fit its field, or required fields are missing (spec §0.1).
 */
public final class JsonMappingException extends JsonException {

    private static final long serialVersionUID = 1L;

    JsonMappingException(String message) {
        super(message);
    }

    /** A JSON value of a kind that the field does not take, in Mesos's words. */
    static JsonMappingException misfit(String kind, FieldDescriptor field) {
        return new JsonMappingException(
                "Not expecting a JSON " + kind + " for field '" + field.getName() + "'");
    }
}
