package io.mesocosm.operator.connection;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an API said.
 *
 * @param text as it came
 * @param body missing where the text is no JSON
 */
public record Answer(int status, String text, JsonNode body) {

    /** An answer in JSON. */
    public Answer(int status, JsonNode body) {
        this(status, body.toString(), body);
    }

    public boolean isOk() {
        return status / 100 == 2;
    }
}
