package io.mesocosm.pod.certificate;

import static java.util.Objects.requireNonNull;

import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this user alone with an identity, and beside it the key whose certificate is asked
 * for: a process that comes back goes on waiting for what an earlier one asked.
 *
 * @param files the identity; its authorities lie elsewhere
 */
record IdentityFolder(TlsFiles files) {
    private static final Set<PosixFilePermission> OWN =
            PosixFilePermissions.fromString("rwx------");

    /**
     * A request under way.
     *
     * @param name under which it is kept
     * @param key in PEM
     */
    record Asked(String name, String key) {
        Asked {
            requireNonNull(name, "name");
            requireNonNull(key, "key");
        }
    }

    /** Makes the folder, or takes what others may do there. */
    void prepare() throws IOException {
        Path folder = folder();
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN));
        Files.setPosixFilePermissions(folder, OWN);
    }

    private Path folder() {
        return requireNonNull(files.certificate().toAbsolutePath().getParent());
    }

    private Path askedName() {
        return folder().resolve("asked.name");
    }

    private Path askedKey() {
        return folder().resolve("asked.key");
    }

    String authorities() throws IOException {
        try {
            return Files.readString(files.authorities());
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the authorities to trust are missing: there is no file " + files.authorities(),
                    e);
        }
    }

    /**
     * The identity as it is, whether it can be used or not; null for none.
     *
     * @param authorities in PEM
     */
    @Nullable Leaf present(String authorities) throws IOException {
        String certificate = text(files.certificate());
        String key = text(files.key());
        return certificate == null || key == null ? null : new Leaf(certificate, key, authorities);
    }

    /** Has what was asked for become the identity. */
    void keep(Leaf leaf) throws IOException {
        files.writeIdentity(leaf.certificate(), leaf.key());
        forget();
    }

    @Nullable Asked asked() throws IOException {
        String name = text(askedName());
        String key = text(askedKey());
        return name == null || key == null ? null : new Asked(name.strip(), key);
    }

    void remember(Asked asked) throws IOException {
        new TlsFiles(askedName(), askedKey(), files.authorities())
                .writeIdentity(asked.name(), asked.key());
    }

    void forget() throws IOException {
        Files.deleteIfExists(askedName());
        Files.deleteIfExists(askedKey());
    }

    private static @Nullable String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
