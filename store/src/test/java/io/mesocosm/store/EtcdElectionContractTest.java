package io.mesocosm.store;

import io.mesocosm.store.etcd.Etcd;
import io.mesocosm.store.etcd.RunningEtcd;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The election in a real etcd keeps the contract. */
@Tag("e2e")
final class EtcdElectionContractTest extends ElectionContract {
    private static RunningEtcd running;

    private Etcd etcd;

    @BeforeEach
    @Override
    void open() throws Exception {
        etcd = Etcd.open(running.at().withPrefix("/" + UUID.randomUUID() + "/"));
        super.open();
    }

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
        etcd.close();
    }

    @Override
    Store openStore() {
        return etcd.store();
    }

    @Override
    Election openElection(Store fenced) {
        return etcd.election("election/master");
    }
}
