package io.mesocosm.marathon.server.leadership;

/** This Marathon leads no more: what it was about to do is not done, and it does nothing else. */
public final class Deposed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Deposed(String reason) {
        super(reason, null, false, false);
    }
}
