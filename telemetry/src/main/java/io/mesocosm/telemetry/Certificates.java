package io.mesocosm.telemetry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The files of OTEL_EXPORTER_OTLP_CERTIFICATE and its companions, for the sender of metrics. */
record Certificates(@Nullable String authorities, @Nullable String chain, @Nullable String key) {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NONE = new char[0];

    static Certificates of(OtlpEnvironment environment) {
        return new Certificates(
                environment.of(OtlpEnvironment.METRICS, "CERTIFICATE"),
                environment.of(OtlpEnvironment.METRICS, "CLIENT_CERTIFICATE"),
                environment.of(OtlpEnvironment.METRICS, "CLIENT_KEY"));
    }

    /** Null where nothing but the machine's own is wanted. */
    @Nullable SSLContext context() {
        if (authorities == null && chain == null && key == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(), trusted(), null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_CERTIFICATE and _CLIENT_KEY are files"
                            + " in PEM, the key in PKCS#8; they cannot be used: "
                            + e,
                    e);
        }
    }

    private TrustManager @Nullable [] trusted() throws IOException, GeneralSecurityException {
        if (authorities == null) {
            return null;
        }
        KeyStore store = empty();
        int count = 0;
        for (Certificate authority : certificates(authorities)) {
            store.setCertificateEntry("authority-" + count++, authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] own() throws IOException, GeneralSecurityException {
        if (chain == null || key == null) {
            return null;
        }
        KeyStore store = empty();
        store.setKeyEntry("own", privateKey(key), NONE, certificates(chain));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NONE);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NONE);
        return store;
    }

    private static Certificate[] certificates(String file)
            throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(Path.of(file));
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem))
                .toArray(Certificate[]::new);
    }

    private static PrivateKey privateKey(String file) throws IOException, GeneralSecurityException {
        String text = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "");
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.strip()));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // a key of another kind
            }
        }
        throw new InvalidKeySpecException(file + " is no key in PKCS#8");
    }
}
