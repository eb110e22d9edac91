package io.mesocosm.store.etcd;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.GrpcSslContexts;
import io.mesocosm.store.StoreException;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * How to prove oneself to etcd, and etcd to oneself: PEM files, read when the connection is opened.
 *
 * @param ca the certificates that are trusted
 * @param certificate the own certificate and its chain
 * @param key the certificate's private key, PKCS#8 without a password
 */
public record EtcdTls(Path ca, Path certificate, Path key) {
    public EtcdTls {
        requireNonNull(ca, "ca");
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }

    SslContext context() {
        for (Path file : List.of(ca, certificate, key)) {
            if (!Files.isReadable(file)) {
                throw new StoreException(
                        "the file %s for TLS with etcd is missing or cannot be read by this user"
                                .formatted(file),
                        null);
            }
        }
        try {
            return GrpcSslContexts.forClient()
                    .trustManager(ca.toFile())
                    .keyManager(certificate.toFile(), key.toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new StoreException(
                    "the files for TLS with etcd (CA %s, certificate %s, key %s) cannot be used: %s; they must be PEM, the key PKCS#8 without a password"
                            .formatted(ca, certificate, key, e.getMessage()),
                    e);
        }
    }
}
