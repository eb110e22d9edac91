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
        String certificate =
                signer.issue(
                        new Subject(name, "tests", List.of("localhost"), List.of("127.0.0.1")),
                        keys.getPublic(),
                        Duration.ofHours(1),
                        Instant.now());
        Path place = folder.resolve(name);
        Files.createDirectories(place);
        TlsFiles files = files(name);
        StringBuilder authorities = new StringBuilder();
        for (CertificateAuthority one : trusted) {
            authorities.append(one.certificatePem());
        }
        Files.writeString(files.authorities(), authorities);
        Files.writeString(files.certificate(), certificate);
        Files.writeString(files.key(), Keys.pem(keys));
        return files;
    }
}
