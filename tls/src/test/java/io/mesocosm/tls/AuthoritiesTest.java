package io.mesocosm.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.tls.Authorities.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rotations and renewals, by the clock. */
final class AuthoritiesTest {
    private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
    private static final Durations DURATIONS =
            new Durations(
                    Duration.ofDays(90), Validity.of(Duration.ofDays(3)), Duration.ofMinutes(10));
    private static final Subject MASTER =
            new Subject("master", "masters", List.of("main-master.mesos.svc"), List.of("fd00::1"));

    private final Authorities first = Authorities.create("main", "", DURATIONS, START);

    private static Authorities at(Authorities before, Duration after, String asked) {
        // Through what is kept, as every reconciliation goes.
        return Authorities.read(before.write()).at(START.plus(after), "main", asked, DURATIONS);
    }

    private static int trusted(Authorities authorities) {
        return Pem.certificates(authorities.bundle()).size();
    }

    @Test
    void nothingChangesBeforeItsTime() {
        Authorities kept = Authorities.read(first.write());

        assertThat(kept.at(START.plus(Duration.ofDays(59)), "main", "", DURATIONS)).isSameAs(kept);
        assertThat(kept.due(DURATIONS)).isEqualTo(START.plus(Duration.ofDays(60)));
    }

    @Test
    void nextAuthorityIsTrustedBeforeItSignsAndThePreviousOneAfterwards() {
        Duration begin = Duration.ofDays(60);
        Authorities begun = at(first, begin, "");
        assertThat(trusted(begun)).isEqualTo(2);
        assertThat(begun.signing().certificatePem()).isEqualTo(first.signing().certificatePem());
        assertThat(begun.due(DURATIONS)).isEqualTo(START.plus(begin).plusSeconds(600));
        assertThat(trusted(at(begun, begin.plusSeconds(599), ""))).isEqualTo(2);

        Duration turn = begin.plusSeconds(600);
        Authorities turned = at(begun, turn, "");
        assertThat(trusted(turned)).isEqualTo(2);
        assertThat(turned.signing().certificatePem())
                .isNotEqualTo(first.signing().certificatePem());
        assertThat(turned.bundle()).contains(first.signing().certificatePem());
        assertThat(turned.due(DURATIONS))
                .isEqualTo(START.plus(turn).plus(Duration.ofDays(3)).plusSeconds(600));

        Authorities ended = at(turned, turn.plusDays(3).plusSeconds(600), "");
        assertThat(ended.bundle()).isEqualTo(ended.signing().certificatePem());
        assertThat(ended.signing().certificatePem()).isEqualTo(turned.signing().certificatePem());
    }

    @Test
    void rotationIsBegunOnRequestOncePerRequest() {
        Authorities begun = at(first, Duration.ofHours(1), "monday");
        Authorities turned = at(begun, Duration.ofHours(2), "monday");
        assertThat(turned.signing().certificatePem())
                .isNotEqualTo(first.signing().certificatePem());

        assertThat(at(turned, Duration.ofHours(3), "monday").next()).isNull();
        assertThat(at(turned, Duration.ofHours(3), "tuesday").next()).isNotNull();
    }

    @Test
    void anotherAuthorityThatSomebodyElseIssuesBeginsARotation() throws Exception {
        Issuer issuer = Issuer.create(START);
        CertificateAuthority one = issuer.issue("one", START);
        CertificateAuthority two = issuer.issue("two", START.plusSeconds(1));
        Authorities kept = Authorities.read(Authorities.issued(one, "", START).write());
        assertThat(kept.at(START.plus(Duration.ofDays(80)), one, DURATIONS)).isSameAs(kept);
        assertThat(kept.due(DURATIONS)).isEqualTo(one.expires());

        Authorities begun = Authorities.read(kept.at(START, two, DURATIONS).write());
        assertThat(trusted(begun)).isEqualTo(2);
        assertThat(begun.signing().certificatePem()).isEqualTo(one.certificatePem());
        assertThat(begun.at(START.plusSeconds(599), two, DURATIONS)).isSameAs(begun);

        Authorities turned = begun.at(START.plusSeconds(600), two, DURATIONS);
        assertThat(turned.signing().certificatePem()).isEqualTo(two.certificatePem());
        assertThat(turned.signing().chainPem()).isEqualTo(two.chainPem());
        assertThat(trusted(turned)).isEqualTo(2);
    }

    @Test
    void authoritiesOfOnesOwnAndOfSomebodyElseFollowEachOtherByRotation() throws Exception {
        CertificateAuthority issued = Issuer.create(START).issue("one", START);
        Authorities begun = first.at(START, issued, DURATIONS);
        assertThat(trusted(begun)).isEqualTo(2);
        Authorities turned = begun.at(START.plusSeconds(600), issued, DURATIONS);
        assertThat(turned.signing().vouchesForItself()).isFalse();

        Authorities back = at(turned, Duration.ofHours(1), "");
        assertThat(trusted(back)).isEqualTo(3);
        assertThat(at(back, Duration.ofHours(2), "").signing().vouchesForItself()).isTrue();
    }

    @Test
    void previousOneIsNotForgottenBySecondRotation() {
        Authorities turned = at(at(first, Duration.ofHours(1), "a"), Duration.ofHours(2), "a");
        Authorities again = at(at(turned, Duration.ofHours(3), "b"), Duration.ofHours(4), "b");

        assertThat(trusted(again)).isEqualTo(3);
        assertThat(again.bundle()).contains(first.signing().certificatePem());
    }

    @Test
    void leafIsRenewedInTheLastThirdOfItsLifeAndForAnotherSigner() {
        Leaf leaf = leaf(START, MASTER, first, null);
        assertThat(leaf.due(DURATIONS.leaf())).isEqualTo(START.plus(Duration.ofDays(2)));

        Instant later = START.plus(Duration.ofDays(1));
        assertThat(leaf(later, MASTER, first, leaf)).isEqualTo(leaf);
        assertThat(leaf(START.plus(Duration.ofDays(2)), MASTER, first, leaf).certificate())
                .isNotEqualTo(leaf.certificate());

        Authorities begun = at(first, Duration.ofHours(1), "a");
        Leaf during = leaf(later, MASTER, begun, leaf);
        assertThat(during.certificate()).isEqualTo(leaf.certificate());
        assertThat(during.bundle()).isEqualTo(begun.bundle());
        Authorities turned = at(begun, Duration.ofHours(2), "a");
        assertThat(leaf(later, MASTER, turned, during).certificate())
                .isNotEqualTo(leaf.certificate());
    }

    @Test
    void leafIsMadeAnewForOtherNamesAndWhereItCannotBeUsed() {
        Leaf leaf = leaf(START, MASTER, first, null);
        Subject more = new Subject("master", "masters", List.of("a", "b"), List.of("fd00::1"));

        assertThat(leaf(START, more, first, leaf).certificate()).isNotEqualTo(leaf.certificate());
        Leaf torn = new Leaf(leaf.certificate(), "torn", leaf.bundle());
        assertThat(leaf(START, MASTER, first, torn).key()).startsWith("-----BEGIN PRIVATE KEY");
        assertThat(Leaf.read(leaf.write())).isEqualTo(leaf);
    }

    private static Leaf leaf(
            Instant now, Subject subject, Authorities authorities, @Nullable Leaf present) {
        return Leaf.at(now, subject, authorities, DURATIONS.leaf(), present);
    }

    @Test
    void durationsThatCannotWorkAreRefused() {
        Duration day = Duration.ofDays(1);
        assertThatThrownBy(() -> new Durations(day, Validity.of(day), Duration.ofMinutes(1)))
                .hasMessageContaining("at least three times as long");
        Validity minute = Validity.of(Duration.ofMinutes(1));
        assertThatThrownBy(() -> new Durations(Duration.ofDays(90), minute, Duration.ofMinutes(2)))
                .hasMessageContaining("cannot be replaced in time");
        assertThatThrownBy(() -> new Validity(day, day)).hasMessageContaining("cannot be renewed");
    }

    @Test
    void identityInMemoryGoesOnWithWhatItIsGiven() {
        Leaf leaf = leaf(START, MASTER, first, null);
        try (TlsIdentity identity = TlsIdentity.of(leaf)) {
            assertThat(identity.expires()).isEqualTo(START.plus(Duration.ofDays(3)));

            Instant later = START.plus(Duration.ofDays(2));
            identity.renew(leaf(later, MASTER, first, leaf));
            assertThat(identity.expires()).isEqualTo(later.plus(Duration.ofDays(3)));

            Leaf torn = new Leaf(leaf.certificate(), "torn", leaf.bundle());
            assertThatThrownBy(() -> identity.renew(torn))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(identity.expires()).isEqualTo(later.plus(Duration.ofDays(3)));
        }
    }
}
