package io.mesocosm.marathon.server.leadership;

import static java.util.Objects.requireNonNull;

import io.mesocosm.tls.TlsIdentity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts servers of the authorities that an identity trusts, whatever host their certificates are
 * for ({@code leader_proxy_ssl_ignore_hostname}, spec §1.8).
 */
final class AnyHost extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager trust;

    private AnyHost(X509ExtendedTrustManager trust) {
        this.trust = requireNonNull(trust, "trust");
    }

    /** For clients that are this identity. */
    static SSLContext context(TlsIdentity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {identity.keys()},
                    new TrustManager[] {new AnyHost(identity.trust())},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        engine.setSSLParameters(parameters);
        // As a client's, which are for no host; a Marathon's certificate is for both ends.
        trust.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw noEngine();
    }

    private static CertificateException noEngine() {
        return new CertificateException("for clients of Java's HttpClient only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
