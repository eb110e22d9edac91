package io.mesocosm.store;

import java.util.concurrent.CompletionStage;

/** A leadership that was won. */
public interface Leadership {

    /** The number of this leadership: greater than every earlier one's. */
    long term();

    /** Holds only while this leadership lasts: every write of a leader carries it. */
    Guard fence();

    /**
     * Whether no other can lead at this moment. A leader asks before each effect that its {@link
     * #fence()} does not guard, and emits none when the answer is no. That answer may become yes
     * again until {@link #lost()} has completed, and never after. Costs two reads of memory.
     *
     * @param nowNanos {@link System#nanoTime()}, read for this question
     */
    boolean isCertain(long nowNanos);

    /** Completes when the leadership is lost without {@link #resign()}. */
    CompletionStage<Void> lost();

    /** Gives the leadership up, so that another may win at once. */
    CompletionStage<Void> resign();
}
