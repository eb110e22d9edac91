package io.mesocosm.master.server.loop;

import io.mesocosm.store.Guard;
import io.mesocosm.store.Leadership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A leadership whose certainty the test decides. */
public final class ScriptedLeadership implements Leadership {
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile boolean certain = true;
    private volatile boolean resigned;

    public void become(boolean isCertain) {
        certain = isCertain;
    }

    public void lose() {
        certain = false;
        lost.complete(null);
    }

    public boolean isResigned() {
        return resigned;
    }

    @Override
    public long term() {
        return 7;
    }

    @Override
    public Guard fence() {
        return new Guard.Unchanged("election/master/one", 7);
    }

    @Override
    public boolean isCertain(long nowNanos) {
        return certain;
    }

    @Override
    public CompletionStage<Void> lost() {
        return lost;
    }

    @Override
    public CompletionStage<Void> resign() {
        certain = false;
        resigned = true;
        return CompletableFuture.completedStage(null);
    }
}
