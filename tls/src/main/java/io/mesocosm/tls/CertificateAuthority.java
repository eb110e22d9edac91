package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates; every one of them serves as either end of a connection. Any thread. */
public final class CertificateAuthority {
    /** Clocks differ: a certificate is good from a little before it was made. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final List<X509Certificate> above;
    private final PrivateKey key;

    /**
     * @param above those that vouch for this one, each for the one before; none of them does for
     *     itself
     */
    private CertificateAuthority(
            X509Certificate certificate, List<X509Certificate> above, PrivateKey key) {
        this.certificate = requireNonNull(certificate, "certificate");
        this.above = List.copyOf(above);
        this.key = requireNonNull(key, "key");
    }

    /** A new authority that vouches for itself. */
    public static CertificateAuthority create(String name, Duration life, Instant now) {
        KeyPair keys = Keys.generate();
        Subject subject = new Subject(name, "mesocosm", List.of(), List.of());
        X500Name own = Names.distinguished(subject);
        JcaX509v3CertificateBuilder builder = builder(own, own, keys.getPublic(), life, now);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            ids.createSubjectKeyIdentifier(keys.getPublic()));
            return new CertificateAuthority(
                    sign(builder, keys.getPrivate()), List.of(), keys.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the certificate authority cannot be made", e);
        }
    }

    /**
     * An authority as it was kept, or as somebody else has issued it.
     *
     * @param certificatePem its own certificate first, then those of who vouches for it
     * @throws IllegalArgumentException when the texts are not a certificate and its key
     */
    public static CertificateAuthority read(String certificatePem, String keyPem) {
        List<X509Certificate> certificates = Pem.certificates(certificatePem);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate of an authority");
        }
        X509Certificate certificate = certificates.getFirst();
        if (certificate.getBasicConstraints() < 0) {
            throw new IllegalArgumentException(
                    "the certificate of '%s' is no authority's: it may not sign others"
                            .formatted(Names.commonName(certificate)));
        }
        PrivateKey key = Pem.key(keyPem);
        try {
            Keys.requirePair(certificate.getPublicKey(), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new CertificateAuthority(
                certificate,
                certificates.stream().skip(1).filter(one -> !vouchesForItself(one)).toList(),
                key);
    }

    /** The authority's own certificate, in PEM. */
    public String certificatePem() {
        return Pem.of(certificate);
    }

    /** The same with those of who vouches for it, but the last, whom others trust or do not. */
    public String chainPem() {
        return certificatePem() + above.stream().map(Pem::of).collect(Collectors.joining());
    }

    /** Whether nobody else has issued it. */
    public boolean vouchesForItself() {
        return vouchesForItself(certificate);
    }

    private static boolean vouchesForItself(X509Certificate one) {
        return one.getIssuerX500Principal().equals(one.getSubjectX500Principal());
    }

    /** The authority's private key, in PEM. */
    public String keyPem() {
        return Pem.of(key);
    }

    public Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    /**
     * A certificate in PEM, and behind it what leads from this authority to one that others trust;
     * it is not good for longer than the authority's own.
     */
    public String issue(Subject subject, PublicKey holder, Duration life, Instant now) {
        Duration most = Duration.between(now, expires());
        JcaX509v3CertificateBuilder builder =
                builder(
                        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                        Names.distinguished(subject),
                        holder,
                        life.compareTo(most) < 0 ? life : most,
                        now);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(
                                    new KeyPurposeId[] {
                                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                    }))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(certificate));
            GeneralNames names = Names.alternatives(subject);
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return Pem.of(sign(builder, key)) + (vouchesForItself() ? "" : chainPem());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "no certificate can be made for '%s': %s"
                            .formatted(subject.name(), e.getMessage()),
                    e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey holder, Duration life, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(0),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(life)),
                subject,
                holder);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder(Keys.signature(key)).build(key)));
    }
}
