package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

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

    /**
     * The files that flags name.
     *
     * @return null where none is named
     * @throws IllegalArgumentException when some are named and others not
     */
    public static @Nullable TlsFiles of(
            @Nullable String certificate, @Nullable String key, @Nullable String authorities) {
        if (certificate == null && key == null && authorities == null) {
            return null;
        }
        if (certificate == null || key == null || authorities == null) {
            throw new IllegalArgumentException(
                    "TLS takes a certificate, its key and the authorities to trust: give all three of --tls_cert_file, --tls_key_file and --tls_ca_file, or none");
        }
        return new TlsFiles(Path.of(certificate), Path.of(key), Path.of(authorities));
    }

    /** The files as a Secret of type {@code kubernetes.io/tls} with a {@code ca.crt} is mounted. */
    public static TlsFiles in(Path folder) {
        return new TlsFiles(
                folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt"));
    }

    /**
     * Writes all three, each at once, the key for this user alone. Who reads between two of the
     * writes finds a certificate that is not for the key, and reads again.
     */
    public void write(Leaf leaf) throws IOException {
        put(authorities, leaf.bundle());
        writeIdentity(leaf.certificate(), leaf.key());
    }

    /** Writes certificate and key likewise, and leaves the authorities to whoever keeps them. */
    public void writeIdentity(String certificatePem, String keyPem) throws IOException {
        put(key, keyPem);
        put(certificate, certificatePem);
    }

    private static void put(Path file, String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
