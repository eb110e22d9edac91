package io.mesocosm.master.server.leadership;

import io.mesocosm.store.Guard;
import io.mesocosm.store.Leadership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * No leadership at all: a standby makes itself ready with it, and what is under it can neither send
 * nor write anything.
 */
public final class Rehearsal implements Leadership {

    @Override
    public long term() {
        return 0;
    }

    /** Holds never: no key was written by a revision below zero. */
    @Override
    public Guard fence() {
        return new Guard.Unchanged("election/master/rehearsal", -1);
    }

    @Override
    public boolean isCertain(long nowNanos) {
        return false;
    }

    @Override
    public CompletionStage<Void> lost() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> resign() {
        return CompletableFuture.completedStage(null);
    }
}
