package io.mesocosm.marathon.server.loop;

/** Lets effects out only while no other Marathon can lead. */
@FunctionalInterface
public interface Gate {

    /**
     * Returns when effects may leave; those that come later wait, none is dropped.
     *
     * @throws RuntimeException when none may leave any more
     */
    void pass();
}
