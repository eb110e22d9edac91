package io.mesocosm.tls;

import io.grpc.util.AdvancedTlsX509TrustManager.SslSocketAndEnginePeerVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/** Takes certificates of one group, once they are known to be of an authority that is trusted. */
record GroupVerifier(String group) implements SslSocketAndEnginePeerVerifier {

    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String kind, Socket socket)
            throws CertificateException {
        verify(chain);
    }

    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String kind, SSLEngine engine)
            throws CertificateException {
        verify(chain);
    }

    private void verify(X509Certificate[] chain) throws CertificateException {
        String found = Names.organization(chain[0]);
        if (!found.equals(group)) {
            throw new CertificateException(
                    "the other end is '%s' of '%s': only '%s' is taken here"
                            .formatted(Names.commonName(chain[0]), found, group));
        }
    }
}
