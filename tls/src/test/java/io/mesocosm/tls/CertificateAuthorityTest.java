package io.mesocosm.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the authority signs is good for whom and for as long as it says. */
final class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");
    private static final Subject AGENT =
            new Subject("agent-7", "agents", List.of("node7"), List.of("10.0.0.7", "fd00::7"));

    private final CertificateAuthority authority =
            CertificateAuthority.create("mesos/main", Duration.ofDays(30), NOW);

    private static X509Certificate certificate(String pem) {
        return Pem.certificates(pem).getFirst();
    }

    @Test
    void requestSaysWhoAsksAndForWhat() {
        KeyPair keys = Keys.generate();

        CertificateRequest request = CertificateRequest.read(CertificateRequest.write(AGENT, keys));

        assertThat(request.key()).isEqualTo(keys.getPublic());
        assertThat(request.subject().name()).isEqualTo("agent-7");
        assertThat(request.subject().group()).isEqualTo("agents");
        assertThat(request.subject().hosts()).containsExactly("node7");
        assertThat(request.subject().addresses()).containsExactly("10.0.0.7", "fd00:0:0:0:0:0:0:7");
    }

    @Test
    void requestForAKeyThatTheAskerDoesNotHoldIsRefused() {
        String mine = CertificateRequest.write(AGENT, Keys.generate());
        byte[] forged = Pem.request(mine);
        forged[forged.length - 1] ^= 1;

        assertThatThrownBy(() -> CertificateRequest.read(Pem.ofRequest(forged)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CertificateRequest.read("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CERTIFICATE REQUEST");
    }

    @Test
    void certificateIsForTheSubjectAndItsTime() throws Exception {
        KeyPair keys = Keys.generate();

        X509Certificate issued =
                certificate(authority.issue(AGENT, keys.getPublic(), Duration.ofHours(2), NOW));

        issued.verify(certificate(authority.certificatePem()).getPublicKey());
        assertThat(Names.commonName(issued)).isEqualTo("agent-7");
        assertThat(issued.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(300));
        assertThat(issued.getNotAfter().toInstant()).isEqualTo(NOW.plusSeconds(7200));
        assertThat(issued.getBasicConstraints()).isEqualTo(-1);
        assertThat(issued.getSubjectAlternativeNames()).hasSize(3);
    }

    @Test
    void certificateEndsNoLaterThanItsAuthority() {
        X509Certificate issued =
                certificate(
                        authority.issue(
                                AGENT, Keys.generate().getPublic(), Duration.ofDays(90), NOW));
        assertThat(issued.getNotAfter().toInstant()).isEqualTo(authority.expires());
    }

    @Test
    void authorityIsTheSameAfterItWasKept() throws Exception {
        CertificateAuthority again =
                CertificateAuthority.read(authority.certificatePem(), authority.keyPem());

        X509Certificate issued =
                certificate(
                        again.issue(AGENT, Keys.generate().getPublic(), Duration.ofHours(1), NOW));

        issued.verify(certificate(authority.certificatePem()).getPublicKey());
        assertThat(issued.getIssuerX500Principal())
                .isEqualTo(certificate(authority.certificatePem()).getSubjectX500Principal());
    }

    @Test
    void leafIsNoAuthority() {
        KeyPair keys = Keys.generate();
        String leaf = authority.issue(AGENT, keys.getPublic(), Duration.ofHours(1), NOW);

        assertThatThrownBy(() -> CertificateAuthority.read(leaf, Keys.pem(keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent-7");
    }
}
