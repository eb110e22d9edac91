package io.mesocosm.operator.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.store.Election;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import io.mesocosm.store.etcd.Etcd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real etcds, secured as in a cluster, by the very arguments of the containers. */
@Tag("e2e")
final class SnapshotAndRestoreTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String TAKEN =
            "{members: 1, snapshots: {schedule: '@daily', keep: 2}, storage: {size: 1Gi}}";

    @TempDir private Path folder;
    private Path step;

    @BeforeEach
    void buildWhatTheImageHas() throws IOException, InterruptedException {
        EtcdOnThisMachine.program("etcd");
        EtcdOnThisMachine.program("etcdutl");
        Files.createDirectory(folder.resolve("snapshots"));
        step = folder.resolve("step");
        Process compiler =
                new ProcessBuilder("cc", "-static", "-o", step.toString(), "../images/step.c")
                        .inheritIO()
                        .start();
        assertThat(compiler.waitFor()).isZero();
    }

    private EtcdOnThisMachine etcd(String made, String managed) throws IOException {
        return new EtcdOnThisMachine(folder, step, made, managed);
    }

    /** One that begins with a snapshot, before its first start. */
    private EtcdOnThisMachine restored(String made, int members, String snapshot)
            throws IOException, InterruptedException {
        EtcdOnThisMachine etcd =
                etcd(
                        made,
                        "{members: %d, snapshots: {schedule: '@daily'}, restoreFrom: {claimName: old%s}}"
                                .formatted(
                                        members,
                                        snapshot.isEmpty() ? "" : ", snapshot: " + snapshot));
        for (int i = 0; i < members; i++) {
            assertThat(etcd.choose(i)).endsWith(".db").startsWith(snapshot);
            assertThat(etcd.restore(i)).as(etcd.log(i)).isZero();
        }
        return etcd;
    }

    private static Etcd open(EtcdOnThisMachine etcd) {
        return Awaitility.await("etcd")
                .atMost(START)
                .ignoreException(StoreException.class)
                .until(() -> Etcd.open(etcd.options()), _ -> true);
    }

    private static void put(Etcd etcd, String key, String value) throws Exception {
        try (Store store = etcd.store()) {
            Outcome outcome =
                    store.commit(Transaction.of(new Write.Put(key, value.getBytes(UTF_8))))
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        }
    }

    private static List<String> agents(Etcd etcd) throws Exception {
        try (Store store = etcd.store()) {
            return store
                    .read("registry/agents/")
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .stream()
                    .map(entry -> entry.key() + "=" + new String(entry.value(), UTF_8))
                    .toList();
        }
    }

    /** The term of who is elected now. */
    private static long term(Etcd etcd) throws Exception {
        try (Election election = etcd.election("election/master")) {
            Leadership leadership =
                    election.campaign("one").toCompletableFuture().get(30, TimeUnit.SECONDS);
            leadership.resign().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return leadership.term();
        }
    }

    private List<String> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("snapshots"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewEtcdOfThreeGoesOnFromASnapshotWithHigherTerms() throws Exception {
        String name;
        long afterwards = 0;
        try (EtcdOnThisMachine old = etcd("2026-11-29T00:00:00Z", TAKEN).start();
                Etcd etcd = open(old)) {
            put(etcd, "registry/agents/a", "known");
            term(etcd);
            name = old.snapshot();
            assertThat(name).matches("prod-[0-9]{8}T[0-9]{6}Z\\.db");
            put(etcd, "registry/agents/b", "too late");
            for (int i = 0; i < 20; i++) {
                afterwards = term(etcd);
            }
        }
        try (EtcdOnThisMachine anew = restored("2126-11-29T12:00:00Z", 3, "").start();
                Etcd etcd = open(anew)) {
            assertThat(agents(etcd)).containsExactly("registry/agents/a=known");
            assertThat(term(etcd)).isGreaterThan(afterwards);
            put(etcd, "registry/agents/c", "admitted later");
            assertThat(agents(etcd)).hasSize(2);
        }
    }

    /**
     * Also after a restore of a restored one, and back to the first: agents saw all their terms.
     */
    @Test
    void termsNeverGoBackWhicheverSnapshotIsRestored() throws Exception {
        long before;
        try (EtcdOnThisMachine old = etcd("2026-11-29T00:00:00Z", TAKEN).start();
                Etcd etcd = open(old)) {
            put(etcd, "registry/agents/a", "known");
            keepAs("first.db", old.snapshot());
            before = term(etcd);
        }
        String snapshot = "first.db";
        for (String made :
                List.of("2026-11-29T12:00:00Z", "2026-11-29T12:01:00Z", "2026-11-29T12:02:00Z")) {
            try (EtcdOnThisMachine anew = restored(made, 1, snapshot).start();
                    Etcd etcd = open(anew)) {
                long term = term(etcd);
                assertThat(term).isGreaterThan(before);
                before = term;
                assertThat(agents(etcd)).containsExactly("registry/agents/a=known");
                keepAs("second.db", anew.snapshot());
            }
            snapshot = snapshot.equals("first.db") ? "second.db" : "first.db";
        }
    }

    /** Under a name of its own: the next one may be taken within the same second. */
    private void keepAs(String name, String snapshot) throws IOException {
        Path snapshots = folder.resolve("snapshots");
        Files.move(
                snapshots.resolve(snapshot),
                snapshots.resolve(name),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aMemberThatHasItsDataIsLeftAlone() throws Exception {
        take();
        try (EtcdOnThisMachine anew = restored("2126-11-29T12:00:00Z", 1, "").start()) {
            try (Etcd etcd = open(anew)) {
                put(etcd, "registry/agents/c", "admitted later");
            }
            anew.stop();
            assertThat(anew.choose(0)).isEmpty();
            assertThat(anew.restore(0)).isZero();
            try (Etcd etcd = open(anew.start())) {
                assertThat(agents(etcd)).contains("registry/agents/c=admitted later");
            }
            anew.stop();

            EtcdOnThisMachine another =
                    etcd("2126-11-29T12:00:00Z", "{members: 1, restoreFrom: {claimName: old}}");
            Files.move(anew.disk(0).resolve("data"), another.disk(0).resolve("data"));
            assertThat(another.choose(0))
                    .startsWith("exit code 2: ")
                    .contains("has the data of another etcd", "data-<cluster>-etcd-N");
        }
    }

    /** As when restoreFrom is taken out of a MesosCluster before all have been made from it. */
    @Test
    void aMemberThatBeganEmptyIsRefusedByThoseThatWereRestored() throws Exception {
        take();
        try (EtcdOnThisMachine anew =
                etcd("2126-11-29T12:00:00Z", "{members: 3, restoreFrom: {claimName: old}}")) {
            for (int i = 0; i < 2; i++) {
                anew.choose(i);
                assertThat(anew.restore(i)).as(anew.log(i)).isZero();
            }
            try (Etcd etcd = open(anew.start())) {
                assertThat(agents(etcd)).hasSize(300);
            }
            Awaitility.await("the empty one's log")
                    .atMost(START)
                    .until(() -> anew.log(2).contains("cluster ID mismatch"));
        }
    }

    /** As when somebody changes the claim while a cluster begins. */
    @Test
    void membersOfDifferentSnapshotsRefuseEachOther() throws Exception {
        Path first = folder.resolve("snapshots/" + take());
        try (EtcdOnThisMachine anew =
                etcd("2126-11-29T12:00:00Z", "{members: 3, restoreFrom: {claimName: old}}")) {
            anew.choose(0);
            assertThat(anew.restore(0)).isZero();
            Path second = folder.resolve("snapshots/" + take());
            if (!second.equals(first)) {
                Files.delete(first);
            }
            anew.choose(1);
            assertThat(anew.restore(1)).isZero();
            anew.start();
            Awaitility.await("the second one's log")
                    .atMost(START)
                    .until(() -> anew.log(1).contains("cluster ID mismatch"));
        }
    }

    @Test
    void whatIsLeftOfARestoreThatWasCutShortIsMadeAnew() throws Exception {
        take();
        EtcdOnThisMachine anew =
                etcd("2126-11-29T12:00:00Z", "{members: 1, restoreFrom: {claimName: old}}");
        anew.choose(0);
        Files.createDirectories(anew.disk(0).resolve("restoring/member/snap"));
        Files.writeString(anew.disk(0).resolve("restoring/member/snap/db"), "half");

        assertThat(anew.restore(0)).isOne();
        assertThat(anew.disk(0).resolve("data")).doesNotExist();
        anew.choose(0);
        assertThat(anew.restore(0)).as(anew.log(0)).isZero();
        assertThat(anew.disk(0).resolve("data/member/snap/db")).exists();
    }

    @Test
    void refusesASnapshotThatIsCutShortOrOfAnotherCluster() throws Exception {
        Path whole = folder.resolve("snapshots/" + take());
        Path cut = Files.copy(whole, folder.resolve("snapshots/cut.db"));
        try (FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(whole) - 512);
        }

        assertThat(refusal("{members: 1, restoreFrom: {claimName: old, snapshot: cut.db}}"))
                .contains("cut.db is damaged");
        assertThat(refusal("{members: 1, restoreFrom: {claimName: old, snapshot: none.db}}"))
                .contains("there is no snapshot", "none.db", "the folder has: prod-");
        assertThat(
                        refusal(
                                "{members: 1, prefix: /mesocosm/other/one/, restoreFrom: {claimName: old}}"))
                .contains(
                        "no keys that begin with /mesocosm/other/one/ but such of [/mesocosm/mesos/prod/]",
                        "spec.etcd.managed.prefix");
    }

    private String refusal(String managed) throws IOException, InterruptedException {
        EtcdOnThisMachine etcd = etcd("2126-11-29T12:00:00Z", managed);
        String said = etcd.choose(0);
        assertThat(said).startsWith("exit code 2: ");
        assertThat(etcd.restore(0)).as("there is nothing to do").isZero();
        return said;
    }

    /** A snapshot of an etcd with a few thousand keys. */
    private String take() throws Exception {
        try (EtcdOnThisMachine old = etcd("2026-11-29T00:00:00Z", TAKEN).start();
                Etcd etcd = open(old)) {
            for (int i = 0; i < 300; i++) {
                put(etcd, "registry/agents/" + i, "x".repeat(i));
            }
            return old.snapshot();
        }
    }

    @Test
    void keepsAsManyAsItIsToldAndSaysWhatIsWrong() throws Exception {
        try (EtcdOnThisMachine old = etcd("2026-11-29T00:00:00Z", TAKEN).start()) {
            Files.createFile(folder.resolve("snapshots/prod-20200101T000000Z.db"));
            Files.createFile(folder.resolve("snapshots/prod-20200102T000000Z.db"));
            open(old).close();
            String name = old.snapshot();
            assertThat(snapshots()).containsExactly("prod-20200102T000000Z.db", name);
            old.stop();
            assertThat(old.snapshot())
                    .startsWith("exit code 2: no member of etcd has sent a snapshot")
                    .contains("does not answer");
            assertThat(snapshots()).containsExactly("prod-20200102T000000Z.db", name);
        }
    }
}
