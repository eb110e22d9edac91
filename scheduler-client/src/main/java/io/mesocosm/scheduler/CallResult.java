package io.mesocosm.scheduler;

/** What became of a call. */
public sealed interface CallResult {

    /** The master took the call. */
    record Accepted() implements CallResult {}

    /** The master refused the call with this HTTP status and text; it had no effect. */
    record Refused(int status, String reason) implements CallResult {}

    /** The call was not sent, because there is no subscription to send it on; it had no effect. */
    record NotConnected(String reason) implements CallResult {}

    /** The connection broke before an answer came: the call may or may not have had its effect. */
    record Unanswered(String reason) implements CallResult {}
}
