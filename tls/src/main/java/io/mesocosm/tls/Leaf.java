package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
            X509Certificate own = Pem.certificates(certificate).getFirst();
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

    /** When it is to be renewed. */
    public Instant due(Validity validity) {
        return validity.renewal(Pem.certificates(certificate).getFirst().getNotAfter().toInstant());
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
