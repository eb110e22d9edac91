package io.mesocosm.e2e.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches servers over TLS, and who it says it is.
 *
 * @param tls whom it trusts and the certificate it shows
 * @param headers sent with every request
 */
public record Access(SSLContext tls, Map<String, String> headers) {
    private static final char[] NO_PASSWORD = new char[0];

    /** Trusts an authority and shows no certificate. */
    public static Access trusting(Path authority) {
        return new Access(context(authority, null, null), Map.of());
    }

    /** Trusts an authority and shows a certificate; its key is of an elliptic curve, in PKCS#8. */
    public static Access by(Path certificate, Path key, Path authority) {
        return new Access(context(authority, certificate, key), Map.of());
    }

    /** The same with a name and a password in each request. */
    public Access as(String name, String password) {
        String pair = name + ":" + password;
        String basic =
                "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return new Access(tls, Map.of("Authorization", basic));
    }

    /** The socket with TLS on it, once the server has proved to be who was meant. */
    SSLSocket over(Socket socket, Endpoint endpoint) throws IOException {
        SSLSocket secure =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(socket, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static SSLContext context(
            Path authority, @Nullable Path certificate, @Nullable Path key) {
        try {
            KeyStore trusted = store();
            trusted.setCertificateEntry("authority", certificate(authority));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore own = store();
            if (certificate != null && key != null) {
                Certificate[] chain = {certificate(certificate)};
                own.setKeyEntry("own", key(key), NO_PASSWORD, chain);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a client's files for TLS", e);
        }
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** The first certificate in a file. */
    public static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
