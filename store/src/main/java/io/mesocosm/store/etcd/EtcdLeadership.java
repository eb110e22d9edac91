package io.mesocosm.store.etcd;

import io.mesocosm.store.Guard;
import io.mesocosm.store.Leadership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A leadership in etcd: it lasts as long as the key that the election made for it. */
final class EtcdLeadership implements Leadership {
    private final Guard.Unchanged fence;
    private final Certainty certainty;
    private final Supplier<CompletionStage<Void>> resign;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    EtcdLeadership(
            Guard.Unchanged fence, Certainty certainty, Supplier<CompletionStage<Void>> resign) {
        this.fence = fence;
        this.certainty = certainty;
        this.resign = resign;
    }

    @Override
    public long term() {
        return fence.revision();
    }

    @Override
    public Guard fence() {
        return fence;
    }

    @Override
    public boolean isCertain(long nowNanos) {
        return certainty.isCertain(nowNanos);
    }

    @Override
    public CompletableFuture<Void> lost() {
        return lost;
    }

    @Override
    public CompletionStage<Void> resign() {
        certainty.end();
        return resign.get();
    }
}
