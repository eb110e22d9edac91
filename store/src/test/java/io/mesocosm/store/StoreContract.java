package io.mesocosm.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do; a subclass says which. */
abstract class StoreContract {
    private Store store;

    abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void readsBackWhatWasCommitted() {
        long revision = commit(Transaction.of(put("agents/1", "one")));
        assertThat(read("agents/1")).containsExactly(new Entry("agents/1", bytes("one"), revision));
        assertThat(read("agents/1").getFirst().value()).isEqualTo(bytes("one"));
    }

    @Test
    void keepsAnEmptyValue() {
        long revision = commit(Transaction.of(put("a", "")));
        assertThat(read("a")).containsExactly(new Entry("a", new byte[0], revision));
    }

    @Test
    void readsAPrefixInKeyOrderAndNothingElse() {
        commit(
                Transaction.of(
                        put("b/2", "x"),
                        put("a/1", "x"),
                        put("b/1", "x"),
                        put("b", "x"),
                        put("c", "x")));
        assertThat(read("b/")).extracting(Entry::key).containsExactly("b/1", "b/2");
        assertThat(read("")).hasSize(5);
        assertThat(read("d")).isEmpty();
    }

    @Test
    void revisionsGrowAndEntriesKeepTheirOwn() {
        long first = commit(Transaction.of(put("a", "1"), put("b", "1")));
        long second = commit(Transaction.of(put("a", "2")));
        assertThat(second).isGreaterThan(first);
        assertThat(read("")).extracting(Entry::revision).containsExactly(second, first);
    }

    @Test
    void refusesAnAbsentGuardOnAnExistingKey() {
        commit(Transaction.of(put("a", "1")));
        Guard guard = new Guard.Absent("a");
        assertThat(outcome(Transaction.of(put("a", "2"), put("b", "2")).guardedBy(guard)))
                .isEqualTo(new Outcome.Refused(guard));
        assertThat(read("")).extracting(Entry::key).containsExactly("a");
        assertThat(read("a").getFirst().value()).isEqualTo(bytes("1"));
    }

    @Test
    void refusesAnUnchangedGuardOnAChangedOrMissingKey() {
        long old = commit(Transaction.of(put("a", "1")));
        commit(Transaction.of(put("a", "2")));
        for (Guard guard : List.of(new Guard.Unchanged("a", old), new Guard.Unchanged("none", 1))) {
            assertThat(outcome(Transaction.of(put("b", "x")).guardedBy(guard)))
                    .isEqualTo(new Outcome.Refused(guard));
        }
    }

    @Test
    void appliesWhenEveryGuardHolds() {
        long revision = commit(Transaction.of(put("a", "1")));
        Transaction next =
                Transaction.of(put("a", "2"))
                        .guardedBy(new Guard.Unchanged("a", revision))
                        .guardedBy(new Guard.Absent("b"));
        assertThat(outcome(next)).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void deletesAndForgivesDeletingNothing() {
        commit(Transaction.of(put("a", "1")));
        commit(Transaction.of(new Write.Delete("a"), new Write.Delete("never")));
        assertThat(read("")).isEmpty();
    }

    @Test
    void refusesATransactionOverTheLimit() {
        Write[] writes =
                IntStream.rangeClosed(0, Store.TRANSACTION_LIMIT)
                        .mapToObj(i -> put("k" + i, "v"))
                        .toArray(Write[]::new);
        assertThatThrownBy(() -> Transaction.of(writes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("129 guards and writes; at most 128");
    }

    @Test
    void letsOnlyOneOfManyRacersWin() {
        List<CompletableFuture<Outcome>> racers = new ArrayList<>();
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String name = "racer" + i;
                racers.add(
                        CompletableFuture.supplyAsync(
                                () ->
                                        outcome(
                                                Transaction.of(put("leader", name))
                                                        .guardedBy(new Guard.Absent("leader"))),
                                threads));
            }
        }
        assertThat(racers)
                .extracting(CompletableFuture::join)
                .filteredOn(Outcome.Committed.class::isInstance)
                .hasSize(1);
    }

    @Test
    void numbersEachLeadershipHigherAndFencesTheEarlierOne() throws Exception {
        Election election = new StoreElection(store, "election/master");
        Leadership first = get(election.campaign("one"));
        Leadership second = get(election.campaign("two"));
        assertThat(second.term()).isGreaterThan(first.term());
        assertThat(outcome(Transaction.of(put("x", "1")).guardedBy(first.fence())))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(Transaction.of(put("x", "1")).guardedBy(second.fence())))
                .isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void lastOfSeveralWritesOfOneKeyCounts() {
        commit(
                Transaction.of(
                        put("a", "1"),
                        put("b", "1"),
                        new Write.Delete("b"),
                        put("a", "2"),
                        new Write.Delete("c"),
                        put("c", "1")));
        assertThat(read("")).extracting(Entry::key).containsExactly("a", "c");
        assertThat(read("a").getFirst().value()).isEqualTo(bytes("2"));
    }

    @Test
    void appliesATransactionOfTheLimitAndReadsManyEntries() {
        for (int i = 0; i < 3; i++) {
            int batch = i;
            commit(
                    Transaction.of(
                            IntStream.range(0, Store.TRANSACTION_LIMIT)
                                    .mapToObj(n -> put("k/%d/%03d".formatted(batch, n), "v"))
                                    .toArray(Write[]::new)));
        }
        assertThat(read("k/"))
                .hasSize(3 * Store.TRANSACTION_LIMIT)
                .extracting(Entry::key)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void readsAsOfOneRevisionWhileOthersWrite() {
        List<Write> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            entries.add(put("many/%03d".formatted(i), "0"));
        }
        commit(new Transaction(List.of(), entries));
        List<CompletableFuture<List<Entry>>> reads = new ArrayList<>();
        for (int round = 1; round <= 30; round++) {
            String value = Integer.toString(round);
            reads.add(store.read("many/").toCompletableFuture());
            commit(Transaction.of(put("many/000", value), put("many/099", value)));
        }
        for (CompletableFuture<List<Entry>> each : reads) {
            List<Entry> found = get(each);
            assertThat(found).hasSize(100);
            assertThat(found.getFirst().value()).isEqualTo(found.getLast().value());
        }
    }

    @Test
    void namesTheFirstGuardThatDoesNotHold() {
        long revision = commit(Transaction.of(put("a", "1")));
        Guard holding = new Guard.Unchanged("a", revision);
        Guard failing = new Guard.Unchanged("a", revision + 1);
        assertThat(
                        outcome(
                                Transaction.of(put("b", "1"))
                                        .guardedBy(holding)
                                        .guardedBy(failing)
                                        .guardedBy(new Guard.Absent("a"))))
                .isEqualTo(new Outcome.Refused(failing));
    }

    @Test
    void anEntryMadeAgainIsNotUnchanged() {
        long revision = commit(Transaction.of(put("a", "1")));
        commit(Transaction.of(new Write.Delete("a")));
        commit(Transaction.of(put("a", "1")));
        assertThat(
                        outcome(
                                Transaction.of(put("b", "1"))
                                        .guardedBy(new Guard.Unchanged("a", revision))))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void keepsKeysAndValuesOfAnyText() {
        commit(Transaction.of(put("ключ/ä/日本", "wert ß"), put("ключ/", ""), put("clé", "x")));
        assertThat(read("ключ/")).extracting(Entry::key).containsExactly("ключ/", "ключ/ä/日本");
        assertThat(read("ключ/ä").getFirst().value()).isEqualTo(bytes("wert ß"));
    }

    static Write put(String key, String value) {
        return new Write.Put(key, bytes(value));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    final List<Entry> read(String prefix) {
        return get(store.read(prefix));
    }

    final Outcome outcome(Transaction transaction) {
        return get(store.commit(transaction));
    }

    final long commit(Transaction transaction) {
        return ((Outcome.Committed) outcome(transaction)).revision();
    }

    static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
