package io.mesocosm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.store.etcd.Etcd;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.RunningEtcd;
import io.mesocosm.store.etcd.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store in a real etcd keeps the contract, and says what it does not know. */
@Tag("e2e")
final class EtcdStoreTest extends StoreContract {
    private static RunningEtcd running;

    private final List<Etcd> connections = new ArrayList<>();
    private final String prefix = "/" + UUID.randomUUID() + "/";

    @BeforeAll
    static void start() throws IOException {
        running = RunningEtcd.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    @AfterEach
    void disconnect() {
        connections.forEach(Etcd::close);
    }

    @Override
    Store open() {
        return connect(options()).store();
    }

    /** Pages so small that the contract's reads take several. */
    private EtcdOptions options() {
        return running.at().withPrefix(prefix).withPage(7);
    }

    private Etcd connect(EtcdOptions options) {
        Etcd etcd = Etcd.open(options);
        connections.add(etcd);
        return etcd;
    }

    @Test
    void keepsToItsPrefix() {
        commit(Transaction.of(put("a", "1")));
        Store other = connect(options().withPrefix(prefix + "other/")).store();
        assertThat(get(other.read(""))).isEmpty();
        get(other.commit(Transaction.of(put("b", "1"))));
        assertThat(read("")).extracting(Entry::key).containsExactly("a");
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        commit(Transaction.of(put("newer/format", "7"), put("foreign/format", "<xml/>")));
        assertThatThrownBy(() -> connect(options().withPrefix(prefix + "data/newer/")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 7, this Mesocosm reads up to 1");
        assertThatThrownBy(() -> connect(options().withPrefix(prefix + "data/foreign/")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is no store of Mesocosm");
    }

    @Test
    void refusesRequestsAfterItWasClosed() {
        Store store = connect(options()).store();
        store.close();
        assertThatThrownBy(() -> get(store.read("")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void whatEtcdRefusesHasFailedAndSaysWhatToDo() {
        Store store = connect(options()).store();
        for (int size : List.of(1_600_000, 4_000_000)) {
            assertThatThrownBy(
                            () -> get(store.commit(Transaction.of(put("big", "x".repeat(size))))))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("--max-request-bytes");
        }
        assertThat(read("")).isEmpty();
    }

    @Test
    void aTransactionWhoseAnswerIsLostIsUnknown() throws Exception {
        try (Wire wire = Wire.to(running.port())) {
            EtcdOptions options =
                    new EtcdOptions(
                            List.of(wire.endpoint()),
                            prefix,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            7,
                            java.util.Optional.empty());
            Store store = connect(options).store();
            wire.dropAnswers();
            Outcome outcome = get(store.commit(Transaction.of(put("a", "1"))));
            assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
            assertThat(((Outcome.Unknown) outcome).reason())
                    .contains(wire.endpoint(), "has not answered");
            // The others see that it was done, once.
            assertThat(read("")).extracting(Entry::key).containsExactly("a");
            assertThatThrownBy(() -> get(store.read("")))
                    .hasCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("has not answered when asked to read ''");
        }
    }

    @Test
    void losesNothingItAcknowledgedWhenEtcdIsKilled() throws Exception {
        try (RunningEtcd killed = RunningEtcd.start();
                Etcd etcd = Etcd.open(killed.at().withTimeout(Duration.ofSeconds(2)))) {
            Store store = etcd.store();
            List<String> acknowledged = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String key = "key/%03d".formatted(i);
                if (i == 20) {
                    killed.kill();
                }
                if (i == 21) {
                    killed.restart();
                }
                switch (get(store.commit(Transaction.of(put(key, "v"))))) {
                    case Outcome.Committed _ -> acknowledged.add(key);
                    case Outcome.Unknown _ -> unknown.add(key);
                    case Outcome.Refused refused -> throw new AssertionError(refused);
                }
            }
            assertThat(unknown).contains("key/020");
            assertThat(acknowledged).hasSizeGreaterThan(50);
            assertThat(get(store.read("key/"))).extracting(Entry::key).containsAll(acknowledged);
        }
    }

    @Test
    void saysWhereNoEtcdAnswers() throws Exception {
        RunningEtcd gone = RunningEtcd.start();
        gone.close();
        assertThatThrownBy(() -> connect(gone.at().withTimeout(Duration.ofMillis(500))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(gone.endpoint())
                .hasMessageContaining("has not answered when asked to open its store");
    }
}
