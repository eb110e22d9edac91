package io.mesocosm.protocol.media;

/** What a request's headers or body came to: a value, or the answer that refuses the request. */
public sealed interface Negotiated<T> {

    /** The request passed this check. */
    record Agreed<T>(T value) implements Negotiated<T> {}

    /** The request is to be answered with this status and plain-text body. */
    record Refused<T>(int status, String body) implements Negotiated<T> {

        /** The same refusal where another value was awaited. */
        public <U> Refused<U> as() {
            return new Refused<>(status, body);
        }
    }
}
