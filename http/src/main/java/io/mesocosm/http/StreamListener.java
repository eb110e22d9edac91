package io.mesocosm.http;

/** Told when a stream has ended without our closing it: the client left, or was too slow. */
@FunctionalInterface
public interface StreamListener {

    /**
     * Called once, on any thread; must not block.
     *
     * @param reason for the log
     */
    void ended(String reason);
}
