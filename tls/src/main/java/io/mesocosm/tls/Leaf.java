package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A component's certificate, its key and whom it trusts, as a Secret keeps them. */
public record Leaf(String certificate, String key, String bundle) {
    public Leaf {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
        requireNonNull(bundle, "bundle");
    }

    /**
     * What a component is to have at this time: what it has, unless that is of another authority or
     * for other names, or is to be renewed.
     *
     * @param present what it has; null for nothing
     */
    public static Leaf at(
            Instant now,
            Subject subject,
            Authorities authorities,
            Validity validity,
            @Nullable Leaf present) {
        if (present != null && present.isGood(now, subject, authorities, validity)) {
            return new Leaf(present.certificate, present.key, authorities.bundle());
        }
        KeyPair keys = Keys.generate();
        return new Leaf(
                authorities.signing().issue(subject, keys.getPublic(), validity.life(), now),
                Keys.pem(keys),
                authorities.bundle());
    }

    private boolean isGood(
            Instant now, Subject subject, Authorities authorities, Validity validity) {
        try {
            X509Certificate own = own();
            own.verify(
                    Pem.certificates(authorities.signing().certificatePem())
                            .getFirst()
                            .getPublicKey());
            Keys.requirePair(own.getPublicKey(), Pem.key(key));
            return now.isBefore(validity.renewal(own.getNotAfter().toInstant()))
                    && Names.commonName(own).equals(subject.name())
                    && isFor(own, subject);
        } catch (Exception e) {
            // Whatever is wrong with it, it is made anew.
            return false;
        }
    }

    private static boolean isFor(X509Certificate certificate, Subject subject)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        List<String> present =
                names == null
                        ? List.of()
                        : names.stream().map(one -> String.valueOf(one.get(1))).sorted().toList();
        List<String> wanted =
                Stream.concat(
                                subject.hosts().stream(),
                                subject.addresses().stream().map(Names::canonical))
                        .sorted()
                        .toList();
        return present.equals(wanted);
    }

    /**
     * What forbids its use at this time; empty for nothing. It may be of any authority in its
     * bundle.
     *
     * @param subject whom it is to be for
     */
    public Optional<String> fault(Subject subject, Instant now) {
        try {
            X509Certificate own = own();
            Keys.requirePair(own.getPublicKey(), Pem.key(key));
            if (!now.isBefore(own.getNotAfter().toInstant())) {
                return Optional.of("it was good until " + own.getNotAfter().toInstant());
            }
            if (Pem.certificates(bundle).stream().noneMatch(one -> isSigned(own, one))) {
                return Optional.of("none of the authorities that are trusted now has signed it");
            }
            return Names.commonName(own).equals(subject.name())
                            && Names.organization(own).equals(subject.group())
                            && isFor(own, subject)
                    ? Optional.empty()
                    : Optional.of("it is for other names than " + subject);
        } catch (GeneralSecurityException | IllegalArgumentException | NoSuchElementException e) {
            return Optional.of("it cannot be read or does not fit its key: " + e.getMessage());
        }
    }

    private static boolean isSigned(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private X509Certificate own() {
        return Pem.certificates(certificate).getFirst();
    }

    /** When a third of its life is left, however long that is. */
    public Instant lastThird() {
        Instant expiry = expires();
        Instant begin = own().getNotBefore().toInstant();
        Instant made = begin.plus(CertificateAuthority.SKEW);
        return Validity.of(Duration.between(made.isBefore(expiry) ? made : begin, expiry))
                .renewal(expiry);
    }

    /** Until when it is good. */
    public Instant expires() {
        return own().getNotAfter().toInstant();
    }

    /** When it is to be renewed. */
    public Instant due(Validity validity) {
        return validity.renewal(expires());
    }

    /** As a Secret of type {@code kubernetes.io/tls} keeps it. */
    public Map<String, String> write() {
        return new TreeMap<>(Map.of("tls.crt", certificate, "tls.key", key, "ca.crt", bundle));
    }

    /** As it was written; null where something is missing. */
    public static @Nullable Leaf read(Map<String, String> data) {
        String certificate = data.get("tls.crt");
        String key = data.get("tls.key");
        String bundle = data.get("ca.crt");
        return certificate == null || key == null || bundle == null
                ? null
                : new Leaf(certificate, key, bundle);
    }
}
