package io.mesocosm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every election must do, alone and with the store it fences; a subclass says which. */
abstract class ElectionContract {
    private Store store;
    private Election election;

    /** The store that the election's fences are for. */
    abstract Store openStore() throws Exception;

    abstract Election openElection(Store fenced) throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
        election = openElection(store);
    }

    @AfterEach
    void close() {
        election.close();
        store.close();
    }

    @Test
    void aLoneCandidateLeadsWithCertaintyAndMayWrite() {
        Leadership leadership = get(election.campaign("one:5050"));
        assertThat(leadership.term()).isPositive();
        assertThat(leadership.isCertain(System.nanoTime())).isTrue();
        assertThat(leadership.lost().toCompletableFuture()).isNotDone();
        assertThat(write(leadership)).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void aLaterLeadershipHasAHigherTermAndFencesTheEarlierOne() {
        Leadership first = get(election.campaign("one:5050"));
        get(first.resign());
        Leadership second = get(election.campaign("two:5050"));
        assertThat(second.term()).isGreaterThan(first.term());
        assertThat(write(first)).isEqualTo(new Outcome.Refused(first.fence()));
        assertThat(write(second)).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void whoResignedIsNotCertainAndHasNotLost() {
        Leadership leadership = get(election.campaign("one:5050"));
        CompletionStage<Void> resigned = leadership.resign();
        assertThat(leadership.isCertain(System.nanoTime())).isFalse();
        get(resigned);
        assertThat(leadership.isCertain(System.nanoTime())).isFalse();
        assertThat(leadership.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void tellsWhoLeadsAtEachChange() {
        List<Optional<Leader>> seen = new CopyOnWriteArrayList<>();
        Election.Observation observation = election.observe(seen::add);
        Leadership first = get(election.campaign("one:5050"));
        untilSeen(seen, Optional.of(new Leader("one:5050", first.term())));
        get(first.resign());
        untilSeen(seen, Optional.empty());
        Leadership second = get(election.campaign("two:5050"));
        untilSeen(seen, Optional.of(new Leader("two:5050", second.term())));
        assertThat(seen).first().isEqualTo(Optional.empty());
        observation.close();
    }

    @Test
    void closingResignsAndEndsCampaigns() {
        Leadership leadership = get(election.campaign("one:5050"));
        election.close();
        assertThat(leadership.isCertain(System.nanoTime())).isFalse();
        assertThatThrownBy(() -> get(election.campaign("two:5050")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
    }

    static void untilSeen(List<Optional<Leader>> seen, Optional<Leader> expected) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !seen.isEmpty() && seen.getLast().equals(expected));
    }

    private Outcome write(Leadership leadership) {
        return write(store, leadership);
    }

    static Outcome write(Store store, Leadership leadership) {
        return get(
                store.commit(
                        Transaction.of(StoreContract.put("written", "by " + leadership.term()))
                                .guardedBy(leadership.fence())));
    }

    static <T> T get(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
