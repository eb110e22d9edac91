package io.mesocosm.marathon.server;

import io.mesocosm.store.Election;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Leader;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreElection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** An election of one candidate, whose leadership is as certain as a test says. */
public final class UnsteadyElection implements Election {

    private final StoreElection election;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile boolean certain = true;
    private volatile boolean resigned;

    public UnsteadyElection(Store store) {
        election = new StoreElection(store, "election/marathon");
    }

    /** Keep-alives are late, or answered again. */
    public void certain(boolean now) {
        certain = now;
    }

    /** Another one leads. */
    public void lose() {
        certain = false;
        lost.complete(null);
    }

    /** Whether the leadership was given up. */
    public boolean isResigned() {
        return resigned;
    }

    @Override
    public CompletionStage<Leadership> campaign(String candidate) {
        return election.campaign(candidate).thenApply(Unsteady::new);
    }

    @Override
    public Observation observe(Consumer<Optional<Leader>> observer) {
        return election.observe(observer);
    }

    @Override
    public void close() {
        election.close();
    }

    private final class Unsteady implements Leadership {
        private final Leadership won;

        Unsteady(Leadership won) {
            this.won = won;
        }

        @Override
        public long term() {
            return won.term();
        }

        @Override
        public Guard fence() {
            return won.fence();
        }

        @Override
        public boolean isCertain(long nowNanos) {
            return certain && won.isCertain(nowNanos);
        }

        @Override
        public CompletionStage<Void> lost() {
            return lost;
        }

        @Override
        public CompletionStage<Void> resign() {
            resigned = true;
            return won.resign();
        }
    }
}
