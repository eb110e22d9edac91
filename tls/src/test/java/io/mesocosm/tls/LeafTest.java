package io.mesocosm.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of a certificate that somebody else has signed it is known whether and how long it is of use. */
final class LeafTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");
    private static final Duration LIFE = Duration.ofHours(24);
    private static final Subject SUBJECT =
            Subject.serving("agent/a", Groups.AGENTS, List.of("a.example", "10.0.0.1", "fd00::1"));

    private final CertificateAuthority authority = authority("first");
    private final CertificateAuthority next = authority("second");
    private final KeyPair keys = Keys.generate();

    private static CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, Duration.ofDays(30), NOW);
    }

    private Leaf leaf(Subject subject, String bundle) {
        return new Leaf(
                authority.issue(subject, keys.getPublic(), LIFE, NOW), Keys.pem(keys), bundle);
    }

    private Leaf leaf(Subject subject) {
        return leaf(subject, authority.certificatePem());
    }

    private static void assertFault(Leaf leaf, String words) {
        assertThat(leaf.fault(SUBJECT, NOW)).hasValueSatisfying(t -> assertThat(t).contains(words));
    }

    @Test
    void isOfUseUntilItRunsOut() {
        Leaf leaf = leaf(SUBJECT);
        assertThat(leaf.fault(SUBJECT, NOW)).isEmpty();
        assertThat(leaf.fault(SUBJECT, NOW.plus(LIFE).minusSeconds(1))).isEmpty();
        assertThat(leaf.fault(SUBJECT, NOW.plus(LIFE)))
                .hasValueSatisfying(t -> assertThat(t).contains("it was good until"));
    }

    @Test
    void mayBeOfAnyAuthorityThatIsTrusted() {
        String both = next.certificatePem() + authority.certificatePem();
        assertThat(leaf(SUBJECT, both).fault(SUBJECT, NOW)).isEmpty();
        assertFault(leaf(SUBJECT, next.certificatePem()), "none of the authorities");
    }

    @Test
    void isForAllThoseNamesAndNoOthers() {
        assertFault(
                leaf(Subject.serving("agent/a", Groups.AGENTS, List.of("a.example"))),
                "other names");
        assertFault(
                leaf(new Subject("agent/b", Groups.AGENTS, SUBJECT.hosts(), SUBJECT.addresses())),
                "other names");
        assertFault(
                leaf(new Subject("agent/a", Groups.USERS, SUBJECT.hosts(), SUBJECT.addresses())),
                "other names");
    }

    @Test
    void isOfNoUseWithAnothersKeyOrTorn() {
        Leaf good = leaf(SUBJECT);
        assertFault(
                new Leaf(good.certificate(), Keys.pem(Keys.generate()), good.bundle()),
                "not for this key");
        assertFault(new Leaf(good.certificate(), "", good.bundle()), "cannot be read");
        assertFault(new Leaf("", good.key(), good.bundle()), "cannot be read");
        assertFault(
                new Leaf(good.certificate().substring(0, 200), good.key(), good.bundle()),
                "cannot be read");
    }

    @Test
    void lastThirdIsOfTheLifeThatItWasMadeFor() {
        assertThat(leaf(SUBJECT).lastThird()).isEqualTo(NOW.plus(Duration.ofHours(16)));
    }
}
