package io.mesocosm.e2e.wire;

import java.io.IOException;
import java.net.InetAddress;
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
import java.util.Collection;
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
 * @param names knows the addresses of hosts; null for the machine's own way
 * @param named whether a server must prove to be the one that was dialled
 */
public record Access(
        SSLContext tls, Map<String, String> headers, @Nullable HostNames names, boolean named) {
    private static final char[] NO_PASSWORD = new char[0];

    /** Trusts an authority and shows no certificate. */
    public static Access trusting(Path authority) {
        return new Access(context(authority, null, null), Map.of(), null, true);
    }

    /** Trusts an authority and shows a certificate; its key is of an elliptic curve, in PKCS#8. */
    public static Access by(Path certificate, Path key, Path authority) {
        return new Access(context(authority, certificate, key), Map.of(), null, true);
    }

    /** The same with a name and a password in each request. */
    public Access as(String name, String password) {
        String pair = name + ":" + password;
        String basic =
                "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return new Access(tls, Map.of("Authorization", basic), names, named);
    }

    /** Knows the addresses of hosts. */
    @FunctionalInterface
    public interface HostNames {
        /** Where a host is now. */
        InetAddress address(String host) throws IOException;
    }

    /** The same where hosts are known by other names. */
    public Access within(HostNames others) {
        return new Access(tls, headers, others, named);
    }

    /**
     * The same for addresses that no certificate names; the authority must have signed it still.
     */
    public Access whateverTheName() {
        return new Access(tls, headers, names, false);
    }

    InetAddress address(String host) throws IOException {
        return names == null ? InetAddress.getByName(host) : names.address(host);
    }

    /** The socket with TLS on it, once the server has proved to be who was meant. */
    SSLSocket over(Socket socket, Endpoint endpoint) throws IOException {
        SSLSocket secure =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(socket, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        if (named) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static SSLContext context(
            Path authority, @Nullable Path certificate, @Nullable Path key) {
        try {
            KeyStore trusted = store();
            int number = 0;
            for (Certificate one : certificates(authority)) {
                trusted.setCertificateEntry("authority-" + number++, one);
            }
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

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
