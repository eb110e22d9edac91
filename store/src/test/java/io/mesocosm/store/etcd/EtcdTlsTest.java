package io.mesocosm.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesocosm.store.Election;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.Outcome;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Files.copy(server.ca(), trusted());
        running =
                RunningEtcd.start(
                        "https",
                        List.of(
                                "--cert-file=" + server.certificate(),
                                "--key-file=" + server.key(),
                                "--client-cert-auth",
                                "--trusted-ca-file=" + trusted()));
    }

    @AfterEach
    void stop() throws Exception {
        if (running != null) {
            running.close();
        }
    }

    /** Whose signatures etcd trusts; read when it starts. */
    private Path trusted() {
        return folder.resolve("trusted.crt");
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
    void keepsALeadershipWhileItsCertificateIsReplaced() throws Exception {
        EtcdTls client = certificates.issue("client");
        EtcdTls next = new TestCertificates(folder, "next-ca").issue("next");
        try (Etcd etcd = Etcd.open(running.at().withTls(client).withTtl(Duration.ofSeconds(20)));
                Store store = etcd.store();
                Election election = etcd.election("election/master")) {
            Leadership leadership =
                    election.campaign("one")
                            .toCompletableFuture()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join();
            running.kill();
            // From here on etcd lets nobody in with the first certificate.
            Files.copy(next.ca(), trusted(), StandardCopyOption.REPLACE_EXISTING);
            running.restart();
            Files.copy(next.key(), client.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    next.certificate(), client.certificate(), StandardCopyOption.REPLACE_EXISTING);

            Transaction write =
                    Transaction.of(new Write.Put("a", new byte[] {1}))
                            .guardedBy(leadership.fence());
            await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .untilAsserted(
                            () ->
                                    assertThat(store.commit(write).toCompletableFuture().join())
                                            .isInstanceOf(Outcome.Committed.class));
            assertThat(leadership.lost().toCompletableFuture()).isNotDone();
            assertThat(leadership.isCertain(System.nanoTime())).isTrue();
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
                .hasMessageContaining("the key without a password");
    }
}
