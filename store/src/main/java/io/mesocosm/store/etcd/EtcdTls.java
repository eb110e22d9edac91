package io.mesocosm.store.etcd;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.GrpcSslContexts;
import io.mesocosm.store.StoreException;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * How to prove oneself to etcd, and etcd to oneself: PEM files, read again when they change:
 * connections made after that show the new certificate, those that are open stay.
 *
 * @param ca the certificates that are trusted
 * @param certificate the own certificate and its chain
 * @param key the certificate's private key, without a password
 */
public record EtcdTls(Path ca, Path certificate, Path key) {
    public EtcdTls {
        requireNonNull(ca, "ca");
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }

    /** Reads the files, and goes on to. */
    TlsIdentity open() {
        try {
            return TlsIdentity.open(new TlsFiles(certificate, key, ca));
        } catch (IOException e) {
            throw new StoreException("no connection to etcd: " + e.getMessage(), e);
        }
    }

    static SslContext context(TlsIdentity identity) {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forClient()
                                    .keyManager(identity.keys())
                                    .trustManager(identity.trust()))
                    .build();
        } catch (SSLException e) {
            throw new StoreException("this Java cannot speak TLS with etcd: " + e.getMessage(), e);
        }
    }
}
