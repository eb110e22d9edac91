package io.mesocosm.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.store.Election;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that asks for certificates serves who has one, and nobody else. */
@Tag("e2e")
final class EtcdTlsTest {
    @TempDir private Path folder;
    private TestCertificates certificates;
    private RunningEtcd running;

    @BeforeEach
    void start() throws Exception {
        certificates = new TestCertificates(folder, "ca");
        EtcdTls server = certificates.issue("server");
        running =
                RunningEtcd.start(
                        "https",
                        List.of(
                                "--cert-file=" + server.certificate(),
                                "--key-file=" + server.key(),
                                "--client-cert-auth",
                                "--trusted-ca-file=" + server.ca()));
    }

    @AfterEach
    void stop() throws Exception {
        if (running != null) {
            running.close();
        }
    }

    private EtcdOptions at() {
        return running.at().withTimeout(Duration.ofSeconds(2));
    }

    @Test
    void writesAndLeadsWithACertificate() throws Exception {
        EtcdTls client = certificates.issue("client");
        try (Etcd etcd = Etcd.open(running.at().withTls(client));
                Store store = etcd.store();
                Election election = etcd.election("election/master")) {
            Leadership leadership =
                    election.campaign("one")
                            .toCompletableFuture()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join();
            Transaction write =
                    Transaction.of(new Write.Put("a", new byte[] {1}))
                            .guardedBy(leadership.fence());
            assertThat(store.commit(write).toCompletableFuture().join())
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void isNotServedWithoutACertificateOrWithAStrangers() throws Exception {
        assertThatThrownBy(() -> Etcd.open(at())).isInstanceOf(StoreException.class);
        EtcdTls stranger = new TestCertificates(folder, "other-ca").issue("stranger");
        EtcdTls mixed =
                new EtcdTls(folder.resolve("ca.crt"), stranger.certificate(), stranger.key());
        assertThatThrownBy(() -> Etcd.open(at().withTls(mixed)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(running.endpoint());
    }

    @Test
    void trustsNoEtcdOfAnotherCa() throws Exception {
        EtcdTls stranger = new TestCertificates(folder, "other-ca").issue("stranger");
        assertThatThrownBy(() -> Etcd.open(at().withTls(stranger)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(running.endpoint())
                .hasMessageContaining("unable to find valid certification path")
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message.lines()).hasSize(1));
    }

    @Test
    void saysWhichFileIsMissingOrWrong() throws Exception {
        EtcdTls client = certificates.issue("client");
        Path missing = folder.resolve("missing.crt");
        assertThatThrownBy(
                        () ->
                                Etcd.open(
                                        at().withTls(
                                                        new EtcdTls(
                                                                missing,
                                                                client.certificate(),
                                                                client.key()))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(
                        () ->
                                Etcd.open(
                                        at().withTls(
                                                        new EtcdTls(
                                                                client.ca(),
                                                                client.certificate(),
                                                                client.certificate()))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the key PKCS#8 without a password");
    }
}
