package io.mesocosm.store;

import java.util.concurrent.CompletionStage;

/** A leadership that was won. */
public interface Leadership {

    /** The number of this leadership: greater than every earlier one's. */
    long term();

    /** Holds only while this leadership lasts: every write of a leader carries it. */
    Guard fence();

    /** Completes when the leadership is lost without {@link #resign()}. */
    CompletionStage<Void> lost();

    /** Gives the leadership up, so that another may win at once. */
    CompletionStage<Void> resign();
}
