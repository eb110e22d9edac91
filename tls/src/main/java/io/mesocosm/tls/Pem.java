package io.mesocosm.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The textual encodings of RFC 7468. */
final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";
    private static final String REQUEST = "CERTIFICATE REQUEST";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

    private Pem() {}

    static String of(X509Certificate certificate) {
        try {
            return write(CERTIFICATE, certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that cannot be written", e);
        }
    }

    static String of(PrivateKey key) {
        return write(KEY, key.getEncoded());
    }

    static String ofRequest(byte[] request) {
        return write(REQUEST, request);
    }

    private static String write(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, LINES.encodeToString(content), type);
    }

    static List<X509Certificate> certificates(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("no certificates: " + e.getMessage(), e);
        }
    }

    /** Whatever encoding it is in: PKCS#8, or the older ones of a single kind of key. */
    static PrivateKey key(String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            return switch (parser.readObject()) {
                case PrivateKeyInfo key -> converter.getPrivateKey(key);
                case PEMKeyPair keys -> converter.getPrivateKey(keys.getPrivateKeyInfo());
                case null, default ->
                        throw new IllegalArgumentException(
                                "no private key in PEM, or one with a password");
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("no private key: " + e.getMessage(), e);
        }
    }

    static byte[] request(String pem) {
        return read(REQUEST, pem);
    }

    private static byte[] read(String type, String pem) {
        Matcher found =
                Pattern.compile("-----BEGIN %s-----([^-]+)-----END %s-----".formatted(type, type))
                        .matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("no PEM block '" + type + "'");
        }
        return Base64.getMimeDecoder().decode(found.group(1));
    }
}
