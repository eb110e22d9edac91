package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where an identity lies: PEM files.
 *
 * @param certificate the own certificate and its chain
 * @param key the certificate's private key, without a password
 * @param authorities the certificates of those whose signatures are trusted
 */
public record TlsFiles(Path certificate, Path key, Path authorities) {
    public TlsFiles {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
        requireNonNull(authorities, "authorities");
    }

    /** The files as a Secret of type {@code kubernetes.io/tls} with a {@code ca.crt} is mounted. */
    public static TlsFiles in(Path folder) {
        return new TlsFiles(
                folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt"));
    }
}
