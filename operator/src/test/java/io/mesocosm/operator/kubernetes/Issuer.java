package io.mesocosm.operator.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An issuer of cert-manager's that issues authorities. */
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

    /** An authority below it, as cert-manager writes it into a Secret. */
    Map<String, String> issue(String name, Instant now) throws Exception {
        KeyPair below = generate();
        X509Certificate issued =
                sign(
                        certificate.getSubjectX500Principal(),
                        keys,
                        new X500Principal("CN=" + name),
                        below,
                        now);
        return new TreeMap<>(
                Map.of(
                        "tls.crt",
                        pem("CERTIFICATE", issued.getEncoded()),
                        "tls.key",
                        pem("PRIVATE KEY", below.getPrivate().getEncoded()),
                        "ca.crt",
                        pem("CERTIFICATE", certificate.getEncoded())));
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        type,
                        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content),
                        type);
    }
}
