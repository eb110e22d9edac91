package io.mesocosm.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Identities in a folder, renewed as a mounted Secret is: all files at once. */
final class Kept {
    private final Path folder;

    Kept(Path folder) {
        this.folder = folder;
    }

    TlsFiles files(String name) {
        return TlsFiles.in(folder.resolve(name));
    }

    /** Writes, or writes anew, who that is and whom it trusts. */
    TlsFiles write(String name, CertificateAuthority signer, CertificateAuthority... trusted)
            throws IOException {
        KeyPair keys = Keys.generate();
        StringBuilder authorities = new StringBuilder();
        for (CertificateAuthority one : trusted) {
            authorities.append(one.certificatePem());
        }
        String certificate =
                signer.issue(
                        new Subject(name, "tests", List.of("localhost"), List.of("127.0.0.1")),
                        keys.getPublic(),
                        Duration.ofHours(1),
                        Instant.now());
        Files.createDirectories(folder.resolve(name));
        TlsFiles files = files(name);
        files.write(new Leaf(certificate, Keys.pem(keys), authorities.toString()));
        return files;
    }
}
