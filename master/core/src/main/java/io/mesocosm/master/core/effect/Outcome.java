package io.mesocosm.master.core.effect;

/** How a call is answered; texts are Mesos's own and make the whole plain-text body. */
public sealed interface Outcome {
    /** 202 with an empty body. */
    record Accepted() implements Outcome {}

    /** 200 with an empty body. */
    record Ok() implements Outcome {}

    /** 200 and the event stream that the call asked for; events follow, ERROR included. */
    record StreamOpened() implements Outcome {}

    /** 400. */
    record BadRequest(String message) implements Outcome {}

    /** 403. */
    record Forbidden(String message) implements Outcome {}

    /** 404. */
    record NotFound(String message) implements Outcome {}

    /** 409. */
    record Conflict(String message) implements Outcome {}

    /** 503. */
    record Unavailable(String message) implements Outcome {}
}
