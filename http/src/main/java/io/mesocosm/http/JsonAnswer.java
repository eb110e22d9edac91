package io.mesocosm.http;

import io.mesocosm.protocol.json.JsonWriter;

/** Writes one JSON value as the body of an answer; may be called while the answer is being sent. */
@FunctionalInterface
public interface JsonAnswer {
    void write(JsonWriter writer);
}
