package io.mesocosm.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody else who issues authorities, as an issuer of cert-manager's does. */
record Issuer(X509Certificate certificate, KeyPair keys) {

    /** An issuer of authorities. */
    static Issuer create(Instant now) throws Exception {
        KeyPair keys = generate();
        X500Principal name = new X500Principal("CN=issuer");
        return new Issuer(sign(name, keys, name, keys, now), keys);
    }

    private static KeyPair generate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            X500Principal issuer, KeyPair signing, X500Principal name, KeyPair holder, Instant now)
            throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(
                                        issuer,
                                        BigInteger.valueOf(now.toEpochMilli()),
                                        Date.from(now),
                                        Date.from(now.plus(Duration.ofDays(90))),
                                        name,
                                        holder.getPublic())
                                .addExtension(
                                        Extension.basicConstraints,
                                        true,
                                        new BasicConstraints(true))
                                .addExtension(
                                        Extension.keyUsage,
                                        true,
                                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                                .build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(signing.getPrivate())));
    }

    /** As an authority itself. */
    CertificateAuthority itself() {
        return CertificateAuthority.read(Pem.of(certificate), Pem.of(keys.getPrivate()));
    }

    /** An authority below it, read with all that vouch for it. */
    CertificateAuthority issue(String name, Instant now) throws Exception {
        KeyPair below = generate();
        X509Certificate issued =
                sign(
                        certificate.getSubjectX500Principal(),
                        keys,
                        new X500Principal("CN=" + name),
                        below,
                        now);
        return CertificateAuthority.read(
                Pem.of(issued) + Pem.of(certificate), Pem.of(below.getPrivate()));
    }
}
