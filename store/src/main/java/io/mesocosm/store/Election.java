package io.mesocosm.store;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Chooses one leader among candidates and numbers each leadership by a term that only grows.
 *
 * <p>All methods may be called by any thread; stages complete and observers are called on a thread
 * of the election, which must not be blocked.
 */
public interface Election extends AutoCloseable {

    /**
     * Asks for the leadership.
     *
     * @param candidate what others are told about the leader: its advertised address
     * @return completes when this candidate leads; fails with {@link StoreException} when the
     *     election is closed before
     */
    CompletionStage<Leadership> campaign(String candidate);

    /**
     * Tells who leads, now and at each change; empty while nobody does or nobody can be asked.
     *
     * @param observer called one call at a time, in the order of the changes
     */
    Observation observe(Consumer<Optional<Leader>> observer);

    /** Resigns every leadership and ends every campaign of this object. */
    @Override
    void close();

    /** An observer's place. */
    @FunctionalInterface
    interface Observation extends AutoCloseable {
        /** Ends it: the observer is not called again, but by a call that goes on already. */
        @Override
        void close();
    }
}
