package io.mesocosm.marathon.server;

/**
 * That the process must end.
 *
 * @param code its exit code (spec §8)
 * @param reason why, for its user
 */
public record Ending(int code, String reason) {

    /** The exit code of a Marathon that led and leads no more. */
    public static final int DEPOSED = 137;

    /** The exit code of a Marathon that cannot read its state. */
    public static final int NO_STATE = 103;
}
