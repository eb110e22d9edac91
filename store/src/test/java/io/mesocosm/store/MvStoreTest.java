package io.mesocosm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on disk keeps the contract, and what it acknowledged survives a kill -9. */
final class MvStoreTest extends StoreContract {
    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("sub/store.mv");
    }

    @Override
    Store open() {
        return MvStore.open(file());
    }

    @Test
    void keepsEverythingAcrossAnOrderlyRestart() {
        Path path = directory.resolve("other.mv");
        long revision;
        try (Store store = MvStore.open(path)) {
            revision =
                    ((Outcome.Committed) get(store.commit(Transaction.of(put("a", "1")))))
                            .revision();
        }
        try (Store store = MvStore.open(path)) {
            assertThat(get(store.read(""))).containsExactly(new Entry("a", bytes("1"), revision));
            Outcome next = get(store.commit(Transaction.of(put("b", "1"))));
            assertThat(((Outcome.Committed) next).revision()).isGreaterThan(revision);
        }
    }

    @Test
    void saysWhoHoldsAStoreThatIsInUse() {
        assertThatThrownBy(() -> MvStore.open(file()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        Path path = directory.resolve("newer.mv");
        try (MVStore file = MVStore.open(path.toString())) {
            MvKeySpace.format(file, 7);
        }
        assertThatThrownBy(() -> MvStore.open(path))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 7, this Mesocosm reads up to 1");
    }

    @Test
    void refusesRequestsAfterItWasClosed() {
        Store store = MvStore.open(directory.resolve("closed.mv"));
        store.close();
        assertThatThrownBy(() -> get(store.read("")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void losesNothingItAcknowledgedWhenTheProcessIsKilled() throws Exception {
        Path path = directory.resolve("killed.mv");
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                path.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long acknowledged = 0;
        try (BufferedReader lines = writer.inputReader()) {
            while (acknowledged < 300) {
                acknowledged = Long.parseLong(lines.readLine());
            }
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Math.max(acknowledged, Long.parseLong(line));
            }
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (Store store = MvStore.open(path)) {
            List<Entry> found = get(store.read("key/"));
            assertThat((long) found.size()).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    /**
     * A child process that writes until it is killed and prints how many writes were acknowledged.
     */
    static final class Writer {
        public static void main(String[] args) {
            Store store = MvStore.open(Path.of(args[0]));
            for (long i = 1; ; i++) {
                get(store.commit(Transaction.of(put("key/%08d".formatted(i), "value"))));
                System.out.println(i);
            }
        }

        private Writer() {}
    }
}
