package io.mesocosm.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identities are proved on connections, and renewed while connections go on. */
final class TlsIdentityTest {
    private static final Duration CHECK = Duration.ofMillis(50);

    @TempDir private Path folder;
    private Kept kept;
    private final CertificateAuthority authority = authority("first");
    private final Deque<TlsIdentity> opened = new ArrayDeque<>();

    private static CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, Duration.ofDays(1), Instant.now());
    }

    @BeforeEach
    void prepare() {
        kept = new Kept(folder);
    }

    @AfterEach
    void close() {
        opened.forEach(TlsIdentity::close);
    }

    private TlsIdentity open(TlsFiles files) throws IOException {
        TlsIdentity identity = TlsIdentity.open(files, CHECK);
        opened.push(identity);
        return identity;
    }

    @Test
    void eachEndSeesWhoTheOtherIs() throws IOException {
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity client = open(kept.write("client", authority, authority));

        try (Handshake made = Handshake.between(server, client)) {
            assertThat(Names.commonName(made.seenByClient())).isEqualTo("server");
            assertThat(Names.commonName(made.seenByServer())).isEqualTo("client");
        }
        assertThat(server.expires()).isBetween(Instant.now(), Instant.now().plusSeconds(3600));
    }

    /** An issuer has other customers, and whoever trusts it has not asked for ours. */
    @Test
    void anIssuedAuthorityIsTrustedByWhoTrustsItsIssuerAndTrustsNotAllOfItsIssuers()
            throws Exception {
        Issuer issuer = Issuer.create(Instant.now().minusSeconds(60));
        CertificateAuthority ours = issuer.issue("ours", Instant.now().minusSeconds(60));
        CertificateAuthority theirs = issuer.issue("theirs", Instant.now().minusSeconds(60));
        TlsIdentity server = open(kept.write("server", ours, ours));
        TlsIdentity inside = open(kept.write("inside", ours, ours));
        TlsIdentity outside = open(kept.write("outside", ours, issuer.itself()));
        TlsIdentity stranger = open(kept.write("stranger", theirs, issuer.itself()));

        for (TlsIdentity client : List.of(inside, outside)) {
            try (Handshake made = Handshake.between(server, client)) {
                assertThat(Names.commonName(made.seenByClient())).isEqualTo("server");
            }
        }
        assertThatThrownBy(() -> Handshake.between(server, stranger))
                .isInstanceOf(IOException.class);
    }

    @Test
    void strangerIsRefusedByEitherEnd() throws IOException {
        CertificateAuthority other = authority("other");
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity stranger = open(kept.write("stranger", other, authority));
        TlsIdentity client = open(kept.write("client", authority, other));

        assertThatThrownBy(() -> Handshake.between(server, stranger))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Handshake.between(server, client)).isInstanceOf(IOException.class);
    }

    @Test
    void serverOfAnotherNameIsRefused() throws IOException {
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity client = open(kept.write("client", authority, authority));

        assertThatThrownBy(() -> Handshake.between(server, client, "elsewhere.example"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void renewalShowsOnNewConnectionsAndLeavesOpenOnesAlone() throws IOException {
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity client = open(kept.write("client", authority, authority));
        try (Handshake before = Handshake.between(server, client)) {
            kept.write("server", authority, authority);

            await("the new certificate")
                    .untilAsserted(
                            () -> {
                                try (Handshake after = Handshake.between(server, client)) {
                                    assertThat(after.seenByClient())
                                            .isNotEqualTo(before.seenByClient());
                                }
                            });
            before.exchange();
        }
    }

    @Test
    void authorityIsReplacedWithoutAMomentInWhichNobodyIsTrusted() throws IOException {
        CertificateAuthority next = authority("second");
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity client = open(kept.write("client", authority, authority));

        kept.write("server", authority, authority, next);
        kept.write("client", authority, authority, next);
        awaitTrust(server, 2);
        awaitTrust(client, 2);
        kept.write("server", next, authority, next);
        await("a server of the next authority")
                .until(
                        () -> {
                            try (Handshake made = Handshake.between(server, client)) {
                                return made.seenByClient()
                                        .getIssuerX500Principal()
                                        .getName()
                                        .contains("second");
                            }
                        });
    }

    private static void awaitTrust(TlsIdentity identity, int authorities) {
        await("the trust in " + authorities)
                .until(() -> identity.trust().getAcceptedIssuers().length == authorities);
    }

    @Test
    void filesThatCannotBeUsedLeaveWhatWasReadInForce() throws IOException {
        TlsFiles files = kept.write("server", authority, authority);
        TlsIdentity server = open(files);
        TlsIdentity client = open(kept.write("client", authority, authority));

        Files.writeString(files.certificate(), "torn");
        Files.writeString(files.key(), "torn");
        Files.writeString(files.authorities(), "torn");
        // A later renewal that can be read is taken, which shows that the torn one was looked at.
        try (Handshake during = Handshake.between(server, client)) {
            during.exchange();
        }
        CertificateAuthority next = authority("second");
        kept.write("server", authority, authority, next);
        awaitTrust(server, 2);
    }

    private static SSLContext of(TlsIdentity identity, String group) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {identity.keys()},
                new TrustManager[] {identity.trustOf(group)},
                null);
        return context;
    }

    @Test
    void componentsKnowEachOtherByWhatTheyAreAndNotByName() throws Exception {
        TlsIdentity server = open(kept.write("server", authority, authority));
        TlsIdentity client = open(kept.write("client", authority, authority));
        TlsIdentity stranger = open(kept.write("stranger", authority("other"), authority));
        String anyName = "elsewhere.example";

        SSLContext serving = of(server, "tests");
        Handshake.between(serving, of(client, "tests"), anyName).close();
        assertThatThrownBy(() -> Handshake.between(serving, of(client, "masters"), anyName))
                .hasStackTraceContaining("only 'masters' is taken here");
        assertThatThrownBy(
                        () -> Handshake.between(of(server, "agents"), of(client, "tests"), anyName))
                .hasStackTraceContaining("only 'agents' is taken here");
        assertThatThrownBy(() -> Handshake.between(serving, of(stranger, "tests"), anyName))
                .isInstanceOf(IOException.class);
    }

    @Test
    void groupsFollowTheAuthoritiesToo() throws Exception {
        CertificateAuthority next = authority("second");
        TlsIdentity server = open(kept.write("server", authority, authority));
        SSLContext serving = of(server, "tests");
        TlsIdentity client = open(kept.write("client", next, authority, next));

        kept.write("server", authority, authority, next);

        await("a client of the next authority")
                .untilAsserted(
                        () -> Handshake.between(serving, client.context(), "localhost").close());
    }

    @Test
    void keyOfAnotherCertificateIsNotTaken() throws IOException {
        TlsFiles files = kept.write("server", authority, authority);
        TlsFiles other = kept.write("other", authority, authority);

        assertThatThrownBy(
                        () ->
                                TlsIdentity.open(
                                        new TlsFiles(
                                                files.certificate(),
                                                other.key(),
                                                files.authorities())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the certificate is not for this key");
    }

    @Test
    void keysOfOtherKindsAndEncodingsAreRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        KeyPair keys = generator.generateKeyPair();
        Path place = Files.createDirectories(folder.resolve("rsa"));
        TlsFiles files = TlsFiles.in(place);
        Files.writeString(
                files.certificate(),
                authority.issue(
                        new Subject("rsa", "tests", List.of("localhost"), List.of()),
                        keys.getPublic(),
                        Duration.ofHours(1),
                        Instant.now()));
        Files.writeString(files.authorities(), authority.certificatePem());
        StringWriter pkcs1 = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pkcs1)) {
            writer.writeObject(keys.getPrivate());
        }
        assertThat(pkcs1.toString()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        Files.writeString(files.key(), pkcs1.toString());

        TlsIdentity server = open(files);
        TlsIdentity client = open(kept.write("client", authority, authority));

        try (Handshake made = Handshake.between(server, client)) {
            assertThat(Names.commonName(made.seenByClient())).isEqualTo("rsa");
        }
    }

    @Test
    void saysWhichFileIsWrong() throws IOException {
        TlsFiles files = kept.write("server", authority, authority);
        Files.writeString(files.key(), "no key");
        assertThatThrownBy(() -> TlsIdentity.open(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.key().toString())
                .hasMessageContaining("without a password");
        Files.delete(files.authorities());
        assertThatThrownBy(() -> TlsIdentity.open(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.authorities() + " for TLS is missing");
    }
}
