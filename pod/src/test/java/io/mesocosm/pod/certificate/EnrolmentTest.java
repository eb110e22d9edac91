package io.mesocosm.pod.certificate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.tls.CertificateAuthority;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Keys;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An identity comes, is renewed in time, and is never given up before its successor is there. */
final class EnrolmentTest {
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir private Path place;
    private final CertificateAuthority authority = authority("first");
    private final ScriptedSigner signer = new ScriptedSigner();
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private TlsFiles files;
    private Path authorities;
    private int usable;
    private Enrolment enrolment;

    private static CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, Duration.ofDays(365), Instant.now());
    }

    @BeforeEach
    void start() throws IOException {
        authorities = place.resolve("ca.crt");
        Path own = place.resolve("identity");
        files = new TlsFiles(own.resolve("tls.crt"), own.resolve("tls.key"), authorities);
        trust(authority);
        enrolment = enrolment("10.0.0.1");
    }

    private void trust(CertificateAuthority... trusted) throws IOException {
        StringBuilder bundle = new StringBuilder();
        for (CertificateAuthority one : trusted) {
            bundle.append(one.certificatePem());
        }
        Files.writeString(authorities, bundle);
    }

    private static Subject subject(String address) {
        return Subject.serving("agent/node-1", Groups.AGENTS, List.of("node-1.example", address));
    }

    private Enrolment enrolment(String address) {
        return new Enrolment(
                new SignedIdentity.Plan("mesocosm.io/mesos.main", subject(address), files),
                signer,
                () -> now,
                Pace.USUAL,
                () -> usable++);
    }

    private Duration step() {
        try {
            return enrolment.step();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void obtain() {
        step();
        signer.sign(authority, DAY, now);
        step();
        assertThat(usable).isPositive();
    }

    private String certificate() throws IOException {
        return Files.readString(files.certificate());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void firstCertificateIsAskedForAndKeptForThisUserAlone() throws IOException {
        step();

        assertThat(requireNonNull(signer.last()).subject()).isEqualTo(subject("10.0.0.1"));
        assertThat(files.certificate()).doesNotExist();
        assertThat(usable).isZero();

        signer.sign(authority, DAY, now);
        assertThat(step()).isEqualTo(Pace.USUAL.look());

        assertThat(usable).isPositive();
        TlsIdentity.open(files).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
        Path folder = requireNonNull(files.key().getParent());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (var kept = Files.list(folder)) {
            assertThat(kept).containsExactlyInAnyOrder(files.certificate(), files.key());
        }
    }

    @Test
    void folderThatOthersMayReadIsTakenFromThem() throws IOException {
        Path folder = Files.createDirectories(files.key().getParent());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        step();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void answerIsWaitedForLongerEachTime() {
        step();

        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            Duration wait = step();
            assertThat(wait).isGreaterThan(before);
            before = wait;
        }
        for (int i = 0; i < 100; i++) {
            assertThat(step()).isLessThanOrEqualTo(Pace.USUAL.answer().most());
        }
        assertThat(signer.asked()).isEqualTo(1);
    }

    @Test
    void whatIsGoodIsUsedWithoutAskingAnybody() {
        obtain();
        usable = 0;
        signer.goAway(true);

        enrolment = enrolment("10.0.0.1");
        assertThat(step()).isEqualTo(Pace.USUAL.look());

        assertThat(usable).isPositive();
        assertThat(signer.asked()).isEqualTo(1);
    }

    @Test
    void whatIsDueAndCannotBeRenewedIsUsedStill() throws IOException {
        obtain();
        String before = certificate();
        usable = 0;
        signer.goAway(true);
        pass(Duration.ofHours(20));

        enrolment = enrolment("10.0.0.1");
        Duration first = step();
        Duration second = step();

        assertThat(usable).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(certificate()).isEqualTo(before);

        signer.goAway(false);
        step();
        signer.sign(authority, DAY, now);
        step();
        assertThat(certificate()).isNotEqualTo(before);
    }

    @Test
    void whatHasRunOutIsNotUsed() {
        obtain();
        usable = 0;
        signer.goAway(true);
        pass(DAY);

        enrolment = enrolment("10.0.0.1");
        step();

        assertThat(usable).isZero();
    }

    @Test
    void renewsWhenAThirdOfTheLifeIsLeft() throws IOException {
        obtain();
        String before = certificate();

        pass(Duration.ofHours(16).minusSeconds(2));
        assertThat(step()).isEqualTo(Duration.ofSeconds(2));
        assertThat(signer.asked()).isEqualTo(1);

        pass(Duration.ofSeconds(2));
        step();
        assertThat(signer.asked()).isEqualTo(2);
        assertThat(certificate()).isEqualTo(before);

        signer.sign(authority, DAY, now);
        step();
        assertThat(certificate()).isNotEqualTo(before);
        assertThat(step()).isEqualTo(Pace.USUAL.look());
        assertThat(signer.asked()).isEqualTo(2);
    }

    @Test
    void asksAnewAtOnceWhenItsAuthorityIsNoLongerTrusted() throws IOException {
        obtain();
        CertificateAuthority next = authority("second");

        trust(next, authority);
        step();
        assertThat(signer.asked()).isEqualTo(1);

        trust(next);
        step();
        assertThat(signer.asked()).isEqualTo(2);
    }

    @Test
    void asksAnewForOtherNames() {
        obtain();

        enrolment = enrolment("10.0.0.2");
        usable = 0;
        step();

        assertThat(usable).isZero();
        assertThat(requireNonNull(signer.last()).subject().addresses()).containsExactly("10.0.0.2");
    }

    @Test
    void asksAnewWhenTheKeyIsAnothersOrTorn() throws IOException {
        obtain();
        Files.writeString(files.key(), Keys.pem(Keys.generate()));
        step();
        assertThat(signer.asked()).isEqualTo(2);

        signer.sign(authority, DAY, now);
        step();
        Files.writeString(files.key(), "");
        step();
        assertThat(signer.asked()).isEqualTo(3);
    }

    @Test
    void eachCertificateHasAKeyOfItsOwn() {
        obtain();
        var first = requireNonNull(signer.last()).key();
        pass(Duration.ofHours(17));

        step();

        assertThat(requireNonNull(signer.last()).key()).isNotEqualTo(first);
    }

    @Test
    void refusalIsFollowedByAnotherRequestAfterAWait() throws IOException {
        step();
        signer.refuse("the pod is of another node");

        Duration first = step();
        assertThat(signer.asked()).isEqualTo(1);
        step();
        assertThat(signer.asked()).isEqualTo(2);
        signer.refuse("still");
        assertThat(step()).isGreaterThan(first);

        step();
        signer.sign(authority, DAY, now);
        step();
        assertThat(files.certificate()).exists();
    }

    @Test
    void requestThatIsGoneIsMadeAgain() {
        step();
        signer.forgetAll();
        step();
        step();
        assertThat(signer.asked()).isEqualTo(2);
    }

    @Test
    void certificateOfAnAuthorityThatIsNotTrustedReplacesNothing() throws IOException {
        obtain();
        String before = certificate();
        pass(Duration.ofHours(17));
        step();

        signer.sign(authority("stranger"), DAY, now);
        step();

        assertThat(certificate()).isEqualTo(before);
        step();
        assertThat(signer.asked()).isEqualTo(3);
    }

    @Test
    void whoComesBackGoesOnWithWhatWasAskedBefore() throws IOException {
        step();

        enrolment = enrolment("10.0.0.1");
        step();
        signer.sign(authority, DAY, now);
        step();

        assertThat(signer.asked()).isEqualTo(1);
        TlsIdentity.open(files).close();
    }

    @Test
    void waitsForAuthoritiesThatAreNotThereYet() throws IOException {
        Files.delete(authorities);
        assertThat(step()).isPositive();
        assertThat(signer.asked()).isZero();

        trust(authority);
        step();
        assertThat(signer.asked()).isEqualTo(1);
    }

    @Test
    void threadOfItsOwnBringsTheFirstOneAndSaysSo() throws Exception {
        SigningRequests obliging =
                new SigningRequests() {
                    @Override
                    public String ask(String name, String request) throws IOException {
                        String answer = signer.ask(name, request);
                        signer.sign(authority, DAY, now);
                        return answer;
                    }

                    @Override
                    public Answer read(String name) throws IOException {
                        return signer.read(name);
                    }
                };
        try (SignedIdentity identity =
                SignedIdentity.of(
                        new SignedIdentity.Plan(
                                "mesocosm.io/mesos.main", subject("10.0.0.1"), files),
                        obliging,
                        () -> now,
                        Pace.USUAL)) {
            assertThat(identity.awaitFirst()).isEqualTo(files);
        }
    }
}
