package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of giving an App to Marathon; each carries the app as Marathon has it, or missing.
 */
sealed interface Delivery {

    JsonNode live();

    /** Marathon has this definition. */
    record Done(JsonNode live, boolean changed) implements Delivery {}

    /** It cannot take it until something changes. */
    record Refused(JsonNode live, String reason, String message) implements Delivery {}

    /** It cannot take it just now. */
    record Postponed(JsonNode live, String reason, String message) implements Delivery {}
}
