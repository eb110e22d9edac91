package io.mesocosm.marathon.server.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.TaskFailure;
import io.mesocosm.marathon.core.Write;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import io.mesocosm.marathon.server.UnsteadyElection;
import io.mesocosm.marathon.server.leadership.Deposed;
import io.mesocosm.marathon.server.leadership.Tenure;
import io.mesocosm.marathon.server.persistence.DoubtfulStore.Fate;
import io.mesocosm.store.Guard;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is on disk when {@link Archive#write} returns, and who may write it (design §3). */
class ArchiveTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DoubtfulStore store = new DoubtfulStore();
    private final UnsteadyElection election = new UnsteadyElection(store.store);
    private final Tenure tenure = tenure();
    private final Archive archive = new Archive(store, tenure);

    private Tenure tenure() {
        return new Tenure(election.campaign("me").toCompletableFuture().join());
    }

    private static Write framework(String id) {
        return new Write.PutFrameworkId(id);
    }

    private @Nullable String framework() {
        return new Archive(store.store, tenure).load().frameworkId();
    }

    private static Write instance(int number) {
        PathId app = PathId.of("/a");
        return new Write.PutInstance(
                Instance.scheduled(InstanceId.of(app, "i" + number), app, NOW, "*", NOW));
    }

    private static App app(String id, String environment) {
        ObjectNode definition =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id)
                        .put("cmd", "x")
                        .put("role", "*")
                        .put("version", NOW.toString());
        definition.putObject("env").put("LARGE", environment);
        definition
                .putObject("versionInfo")
                .put("lastScalingAt", NOW.toString())
                .put("lastConfigChangeAt", NOW.toString());
        return Codec.app(definition);
    }

    private static Plan plan(App... apps) {
        return new Plan(
                "p",
                NOW,
                List.of(),
                List.of(apps).stream().map(a -> new AppChange(a.id(), null, a)).toList(),
                List.of());
    }

    private static String noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        return HexFormat.of().formatHex(noise);
    }

    @Test
    void carriesTheFenceInEachTransaction() {
        archive.write(List.of(framework("f")));
        assertThat(store.transactions.getLast().guards()).contains(tenure.fence());
        assertThat(framework()).isEqualTo("f");
    }

    @Test
    void writesNothingOnceAnotherLeads() {
        archive.write(List.of(framework("mine")));
        Tenure later = tenure();
        assertThatThrownBy(() -> archive.write(List.of(framework("late"))))
                .isInstanceOf(Deposed.class)
                .hasMessage("This Marathon leads no more: the store takes no write of term 1");
        assertThat(framework()).isEqualTo("mine");
        Archive next = new Archive(store, later);
        next.load();
        next.write(List.of(framework("next")));
        assertThat(framework()).isEqualTo("next");
    }

    @Test
    void findsOutThatATransactionOfUnknownFateWasApplied() {
        archive.write(List.of(framework("first")));
        store.next(Fate.APPLIED);
        archive.write(List.of(framework("second")));
        archive.write(List.of(framework("third")));
        assertThat(framework()).isEqualTo("third");
    }

    @Test
    void appliesAgainATransactionOfUnknownFateThatWasNot() {
        store.next(Fate.DROPPED, Fate.DROPPED);
        archive.write(List.of(framework("second")));
        assertThat(framework()).isEqualTo("second");
    }

    @Test
    void looksAgainWhenTheStoreCannotBeReadEither() {
        store.next(Fate.APPLIED);
        store.unreadable(2);
        archive.write(List.of(framework("second")));
        assertThat(framework()).isEqualTo("second");
    }

    @Test
    void isNeverOverwrittenByATransactionThatArrivesLate() {
        store.next(Fate.LATE);
        archive.write(List.of(framework("second")));
        archive.write(List.of(framework("third")));
        assertThat(store.arrive()).allMatch(o -> o instanceof Outcome.Refused);
        assertThat(framework()).isEqualTo("third");
    }

    @Test
    void givesUpATransactionOfUnknownFateWhenItLeadsNoMore() {
        store.next(Fate.DROPPED);
        election.lose();
        assertThatThrownBy(() -> archive.write(List.of(framework("second"))))
                .isInstanceOf(Deposed.class);
    }

    @Test
    void tellsWhenAnotherProgramWritesItsState() {
        archive.write(List.of(framework("first")));
        Archive other = new Archive(store.store, tenure);
        other.load();
        other.write(List.of(framework("other")));
        assertThatThrownBy(() -> archive.write(List.of(framework("second"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the state is written by another program")
                .hasMessageContaining("marathon/sequence");
    }

    @Test
    void splitsWhatIsTooMuchForOneTransaction() {
        List<Write> writes = IntStream.range(0, 400).mapToObj(ArchiveTest::instance).toList();
        archive.write(writes);
        assertThat(store.transactions).hasSize(4);
        assertThat(store.transactions)
                .allMatch(t -> t.guards().size() + t.writes().size() <= Store.TRANSACTION_LIMIT);
        assertThat(new Archive(store, tenure).load().instances()).hasSize(400);
    }

    @Test
    void splitsWhatIsTooLargeForOneRequest() {
        List<Write> writes =
                IntStream.range(0, 8)
                        .mapToObj(i -> (Write) new Write.PutApp(app("/a" + i, noise(300_000))))
                        .toList();
        archive.write(writes);
        assertThat(store.transactions).hasSizeGreaterThan(2);
        for (var transaction : store.transactions) {
            int bytes =
                    transaction.writes().stream()
                            .mapToInt(w -> ((io.mesocosm.store.Write.Put) w).value().length)
                            .sum();
            assertThat(bytes).isLessThan(1_100_000);
        }
        assertThat(new Archive(store, tenure).load().apps()).hasSize(8);
    }

    @Test
    void writesAStepInItsOrderEvenIfOnePartIsOfUnknownFate() {
        List<Write> writes = IntStream.range(0, 400).mapToObj(ArchiveTest::instance).toList();
        store.next(Fate.PLAIN, Fate.DROPPED);
        archive.write(writes);
        assertThat(new Archive(store, tenure).load().instances()).hasSize(400);
        assertThat(store.transactions).hasSize(5);
        assertThat(store.transactions.get(1)).isEqualTo(store.transactions.get(2));
    }

    @Test
    void hasRoomForLargeAppsThatRepeatThemselves() {
        App repetitive = app("/a", "the same again ".repeat(200_000));
        assertThat(Archive.refusal(plan(repetitive))).isNull();
        archive.write(List.of(new Write.PutApp(repetitive)));
        assertThat(new Archive(store, tenure).load().apps()).containsExactly(repetitive);
    }

    @Test
    void refusesAPlanThatNoStoreTakes() {
        assertThat(Archive.refusal(plan(app("/a", noise(100_000))))).isNull();
        assertThat(Archive.refusal(plan(app("/a", noise(2_000_000)))))
                .startsWith("This change is too large to be stored: ")
                .contains("at most 1,048,576 are possible");
    }

    @Test
    void cutsAMessageThatAnExecutorMadeTooLong() {
        TaskFailure failure =
                new TaskFailure(
                        PathId.of("/a"),
                        "h",
                        "x".repeat(3_000_000),
                        "TASK_FAILED",
                        new TaskId("t"),
                        NOW,
                        NOW,
                        null);
        archive.write(List.of(new Write.PutFailure(failure)));
        assertThat(new Archive(store, tenure).load().failures().getFirst().message())
                .isEqualTo("x".repeat(64 * 1024));
    }

    @Test
    void guardsTheFirstTransactionOfAllAgainstAnother() {
        archive.write(List.of(framework("f")));
        assertThat(store.transactions.getFirst().guards())
                .containsExactly(tenure.fence(), new Guard.Absent("marathon/sequence"));
    }
}
